"""Matching: communes, streets, numbers; each stage proposes candidates with their evidence."""
