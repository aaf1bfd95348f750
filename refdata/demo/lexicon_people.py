"""First names and family names, ours, with a regional flavour; no list of real persons."""

from __future__ import annotations


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WOMEN = _list("""
    Marie Nathalie Isabelle Sylvie Catherine Françoise Christine Véronique Sandrine Céline
    Aurélie Émilie Julie Camille Léa Manon Chloé Laura Sarah Pauline Mathilde Anaïs Lucie Marion
    Charlotte Juliette Alice Inès Clara Élise Caroline Stéphanie Virginie Delphine Valérie
    Sophie Anne Hélène Claire Agnès Brigitte Monique Odile Martine Laurence Florence Emma Jade
    Louise Justine Audrey Mélanie Élodie Laetitia Karine Corinne Patricia Fatima Yasmine Nadia
    Samira Aïcha Anna Katarzyna Elena Ioana Marie-Christine Anne-Sophie Marie-Laure Marie-Odile
    Anne-Catherine Ségolène Bénédicte Solène Noémie Margaux Clémence Eva Zoé Romane Lise Doriane
    Gwendoline""")
MEN = _list("""
    Jean Pierre Michel Philippe Alain Patrick Nicolas Christophe Thierry Laurent Pascal Olivier
    Éric Stéphane Frédéric David Sébastien Julien Thomas Alexandre Maxime Antoine Guillaume
    Romain Vincent Mathieu Benoît Quentin Hugo Lucas Paul Louis Arthur Bastien Étienne François
    Bernard Gérard Daniel Jacques Yves Hervé Marc Luc Rémi Denis Bruno Fabrice Arnaud Cédric
    Ludovic Jérôme Emmanuel Valentin Clément Florian Kévin Damien Mehdi Karim Youssef Mohamed
    Rachid Andrei Mihai Piotr Jean-Marie Jean-Luc Jean-Paul Pierre-Yves Xavier Gilles Raphaël
    Tristan Gauthier Théo Simon Martin Adrien Loïc Gaël Edouard Grégory Aurélien Dimitri
    Matthias Franck""")
OLD_FASHIONED = _list("""
    Albert Alfred Alphonse Auguste Camille Charles Edmond Émile Ernest Eugène Félix Ferdinand
    Fernand Georges Gustave Henri Hippolyte Jules Léon Louis Lucien Marcel Maurice Paul Pierre
    Raymond René Robert Théodore Victor Berthe Jeanne Louise Marguerite Marthe Suzanne""")
"""For the worthies that streets are named after."""
FAMILY = _list("""
    MARTIN BERNARD PETIT DURAND LEROY MOREAU SIMON LAURENT MICHEL GARCIA DAVID ROUX VINCENT
    FOURNIER GIRARD ANDRE MERCIER DUPONT LAMBERT FRANCOIS HENRY ROBERT NICOLAS MATHIEU PERRIN
    THOMAS MASSON LEFEBVRE LEGRAND GAUTHIER CHEVALIER GUERIN RENAUD COLIN NOEL JACQUOT""")
FAMILY_CHAMPAGNE = _list("""
    JADOT GOBERT LECLERE COLLIGNON DEHAN PONSARD MAHUT COLLARD PIERRARD BRION GILLET DRUART
    HUREAUX LALLEMENT THOMASSIN VARNIER COLAS CHARLIER GEOFFROY HUSSENET PIERLOT RAULIN TATON
    VAUCHELET WAUTHIER BLANCHARD CUGNART DESSONS FERRY GUILLAUMOT HENRIOT JUMEL""")
FAMILY_LORRAINE = _list("""
    CLAUDEL COLLIN GEORGE GERARDIN THIRION MANGIN HUMBERT JACQUEMIN LHUILLIER MUNIER PIERSON
    THOUVENIN VAUTRIN VILLEMIN ANTOINE BASTIEN CHARTON DIDELOT FERRY GEHIN GRANDIDIER HOUOT
    LAMBOLEZ MARCHAL MOUGEL PARMENTIER PETITJEAN POIROT REMY ROUYER TOUSSAINT VALENTIN WEBER
    SCHMITT HOFFMANN MULLER KLEIN BECKER STEIN LORRAIN NOIREL HANTZ KIRCHER LOUTRE""")
FAMILY_ALSACE = _list("""
    MULLER MEYER SCHMITT WEBER SCHNEIDER KLEIN FISCHER ZIMMERMANN KELLER WALTER SCHAEFFER
    HOFFMANN BAUER BECKER HUBER LEHMANN FUCHS WOLFF KIEFFER STOECKEL WURTZ HEITZ OBERLE URBAN
    LUTZ ROTH SPITZ STEINMETZ ADAM BAUMANN BURGER DIETRICH EHRHARDT FRITSCH GRIESBACH HAAS
    HERTZOG HERRMANN JUNG KAUFFMANN KOENIG KUNTZ LAMBERTY LITZLER METZGER MOSSER NUSS OTT
    PFISTER RIEGERT RITTER SCHWARTZ SIEGEL SPEHNER STRAUB VOGEL WAGNER WEISS WENDLING WERNER
    WILHELM ZELLER ZIEGLER""")
FAMILY_AFAR = _list("""
    DIALLO BENALI HADDAD MANSOURI NGUYEN TRAN KOWALSKI NOWAK POPESCU IONESCU ROSSI BIANCHI SILVA
    FERREIRA PEREIRA MARTINEZ LOPEZ YILMAZ KAYA TRAORE KONE OUEDRAOGO BELKACEM AMRANI CHERIF""")
