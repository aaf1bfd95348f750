"""Gaps beside the key figures: those between the numbers that are shown."""

import pytest

from dashboard.keyfigures import density_gap, points_gap


@pytest.mark.parametrize(
    ("own", "around", "decimals", "said"),
    [
        (0.981, 0.976, 1, "+0,5\u00a0pt"),
        (0.98149, 0.97551, 1, "+0,5\u00a0pt"),  # 98,1 beside 97,6, though 0,598 lie between them
        (0.986, 0.975, 1, "+1,1\u00a0pt"),
        (0.95, 0.975, 1, "−2,5\u00a0pts"),
        (0.29, 0.40, 0, "−11\u00a0pts"),
        (0.39, 0.38, 0, "+1\u00a0pt"),
        (0.37, 0.38, 0, "−1\u00a0pt"),
        (0.384, 0.376, 0, "="),
        (None, 0.4, 0, ""),
        (0.4, None, 1, ""),
    ],
)
def test_a_gap_in_points(own, around, decimals, said):
    assert points_gap(own, around, decimals) == said


@pytest.mark.parametrize(
    ("own", "around", "said"),
    [(74.8, 27.2, "+47,6"), (27.14, 27.06, "="), (3.0, 4.25, "−1,2"), (None, 1.0, "")],
)
def test_a_gap_in_density(own, around, said):
    assert density_gap(own, around) == said
