"""Names of ways as they are in Champagne, Lorraine and Alsace: our own lists.

A `NameGroup` gives names (with their article or preposition, as they follow the type) and the types
that they go with, each with a weight; `weight` is how common one name of the group is.
Whole names (`Grande Rue`, `Kirchgasse`) have the empty type.
"""

from __future__ import annotations

from dataclasses import dataclass

CHAMPAGNE = frozenset({"08", "10", "51", "52"})
LORRAINE = frozenset({"54", "55", "57", "88"})
ALSACE = frozenset({"67", "68"})
EVERYWHERE = CHAMPAGNE | LORRAINE | ALSACE

Types = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names of one kind, the types they take, where, and how common each is."""

    names: tuple[str, ...]
    types: Types
    weight: float
    where: frozenset[str] = EVERYWHERE


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split(","))


STREET: Types = (("Rue", 1.0),)
VILLAGE: Types = (("Rue", 1.0), ("Chemin", 0.2), ("Ruelle", 0.15), ("Impasse", 0.2))
TOWN: Types = (
    ("Rue", 1.0),
    ("Avenue", 0.25),
    ("Place", 0.15),
    ("Boulevard", 0.1),
    ("Impasse", 0.05),
    ("Square", 0.04),
)
GARDEN: Types = (
    ("Rue", 1.0),
    ("Allée", 0.5),
    ("Impasse", 0.35),
    ("Chemin", 0.15),
    ("Lotissement", 0.06),
    ("Clos", 0.05),
    ("Square", 0.05),
    ("Résidence", 0.04),
)
FIELD: Types = (
    ("Rue", 1.0),
    ("Chemin", 0.8),
    ("Route", 0.15),
    ("Impasse", 0.2),
    ("Voie", 0.05),
    ("Sentier", 0.1),
)
WATER: Types = (
    ("Rue", 1.0),
    ("Quai", 0.3),
    ("Chemin", 0.2),
    ("Promenade", 0.06),
    ("Passage", 0.05),
)
CROSSROADS: Types = (("Route", 1.0), ("Rue", 1.0), ("Faubourg", 0.05), ("Avenue", 0.15))
ESTATE: Types = (("Rue", 1.0), ("Zone artisanale", 0.1), ("Avenue", 0.2), ("Impasse", 0.1))
WHOLE: Types = (("", 1.0),)

_CORE = _list("""
    de l'Église, de la Mairie, de l'École, du Moulin, de la Gare, de la Fontaine, du Château, du
    Stade, du Cimetière, des Écoles, de la Poste, du Presbytère, du Lavoir, de la Forge, du
    Puits, du Four, de la Place, du Pont, de la Croix, du Centre, de la Chapelle, de la Liberté,
    de la République, de la Paix, de la Victoire""")
_WHOLE = _list(
    "Rue Principale, Grande Rue, Rue Haute, Rue Basse, Rue Neuve, Rue du Haut, Rue du Bas,"
    " Grand'Rue"
)
_VILLAGE = _list("""
    du Bois, des Prés, de la Côte, du Ruisseau, des Jardins, de la Vallée, du Chêne, des
    Vergers, de la Forêt, du Calvaire, de la Grange, de la Ferme, du Tilleul, de l'Étang, du
    Gué, de la Prairie, des Champs, de la Source, du Coin, de la Tuilerie, de la Scierie, du
    Battoir, des Fontaines, de la Ruelle, du Cloître, du Prieuré, de l'Abbaye, de l'Ermitage, de
    la Cure, du Vieux Moulin, du Paquis, des Remparts, de la Porte Haute, de la Porte Basse, du
    Tertre, de la Halle, du Marché, du Pressoir, du Colombier, de la Grange aux Dîmes, de la
    Motte, des Fossés, de la Barrière, des Carrières, de la Carrière, des Sources""")
_GREAT = _list("""
    Victor Hugo, Pasteur, Jean Jaurès, Gambetta, Voltaire, Émile Zola, Anatole France, Jules
    Ferry, Pierre Curie, Marie Curie, Jean Moulin, Carnot, Raymond Poincaré, Aristide Briand,
    Léon Blum, Jean Mermoz, Guynemer, Saint-Exupéry, Molière, Racine, Lamartine, Alfred de
    Musset, Honoré de Balzac, Jules Verne, Arthur Rimbaud, Paul Verlaine, Charles Péguy, Paul
    Claudel, Maurice Barrès, Claude Debussy, Maurice Ravel, Hector Berlioz, Georges Bizet,
    Charles Gounod, Mozart, Beethoven, Chopin, Auguste Renoir, Claude Monet, Paul Cézanne,
    Eugène Delacroix, Georges de La Tour, Jacques Callot, Auguste Rodin, Ambroise Paré, Laennec,
    Claude Bernard, Lavoisier, Ampère, Gay-Lussac, Denis Papin, Gutenberg, Descartes, Montaigne,
    Rabelais, Diderot, Jean-Jacques Rousseau, Montesquieu, Condorcet, Lafayette, Mirabeau,
    Danton, Kléber, Kellermann, Lazare Carnot, Vauban, Turenne, Colbert, Richelieu, Sully, Henri
    IV, Jeanne d'Arc, Clovis, Charlemagne, Gérard Philipe, Jacques Prévert, Georges Brassens,
    Édith Piaf, Louise Michel, Simone Veil, Olympe de Gouges, Lucie Aubrac, Rosa Parks, Nelson
    Mandela, Martin Luther King, Robert Schuman, Jean Monnet, Pierre Mendès France, François
    Mitterrand, Salvador Allende, Frédéric Chopin, Marcel Pagnol, Alphonse Daudet, Guy de
    Maupassant, Gustave Flaubert, Stendhal, Théodore de Banville""")
_SOLDIERS = _list("""
    du Général Leclerc, du Général de Gaulle, du Maréchal Foch, du Maréchal Joffre, Foch,
    Clemenceau, du Général Patton, du Maréchal de Lattre de Tassigny, du Général Koenig, du
    Colonel Fabien, du Capitaine Dreyfus, du Sergent Blandan, du Maréchal Lyautey, du Général
    Mangin, du Président Wilson, du Président Roosevelt, du Président Kennedy, de la 2ème
    Division Blindée, de la 1ère Armée, des Anciens Combattants, du Souvenir Français, de la
    Résistance, de la Déportation, des Déportés, des Fusillés, des Martyrs, du Docteur
    Schweitzer, du Docteur Calmette, du Docteur Roux, du Docteur Laennec, de l'Abbé Pierre, du
    Chanoine Kir, du Commandant Charcot, du Professeur Parisot""")
_DATES = _list("""
    du 8 Mai 1945, du 11 Novembre 1918, du 11 Novembre, du 8 Mai, du 14 Juillet, du 19 Mars
    1962, du 4 Septembre, du 22 Novembre, du 18 Juin 1940, du 1er Mai, du 6 Juin 1944, du 23
    Novembre 1944""")
_PLANTS = _list("""
    des Lilas, des Acacias, des Tilleuls, des Peupliers, des Sapins, des Bouleaux, des
    Marronniers, des Érables, des Platanes, des Saules, des Chênes, des Hêtres, des Charmes, des
    Frênes, des Noyers, des Cerisiers, des Pommiers, des Pruniers, des Poiriers, des Roses, des
    Rosiers, des Violettes, des Primevères, des Jonquilles, des Tulipes, des Coquelicots, des
    Bleuets, des Marguerites, des Églantiers, des Genêts, des Bruyères, des Fougères, des
    Glycines, des Jasmins, des Iris, du Muguet, des Myosotis, des Pervenches, des Aubépines, des
    Noisetiers, des Sorbiers, des Cytises, des Pensées, des Dahlias, des Œillets, des
    Hortensias, des Chèvrefeuilles""")
_ANIMALS = _list("""
    des Alouettes, des Mésanges, des Hirondelles, des Fauvettes, des Merles, des Rossignols, des
    Pinsons, des Bouvreuils, des Chardonnerets, des Cigognes, des Hérons, des Martins-Pêcheurs,
    des Perdrix, des Cerfs, des Chevreuils, des Écureuils, des Biches, des Abeilles""")
_TRADES = _list("""
    des Tanneurs, des Tonneliers, des Forgerons, des Meuniers, des Vignerons, des Laboureurs,
    des Bouchers, des Boulangers, des Tisserands, des Drapiers, des Orfèvres, des Potiers, des
    Charpentiers, des Serruriers, des Pêcheurs, des Bateliers, des Mineurs, des Verriers, des
    Bergers, des Bûcherons, des Artisans, des Jardiniers, des Maraîchers, des Cordiers, des
    Chaudronniers, des Faïenciers""")
_SAINTS = _list("""
    Saint-Nicolas, Saint-Martin, Saint-Jean, Saint-Pierre, Saint-Paul, Saint-Rémi, Saint-Michel,
    Saint-Vincent, Saint-Antoine, Saint-Georges, Saint-Laurent, Saint-Étienne, Saint-Jacques,
    Saint-Louis, Saint-Hubert, Saint-Roch, Saint-Sébastien, Saint-Maurice, Sainte-Anne,
    Sainte-Catherine, Sainte-Barbe, Sainte-Marie, Sainte-Croix, Notre-Dame, Saint-Joseph,
    Saint-Éloi, Saint-Blaise, Saint-Christophe, Saint-Evre, Saint-Epvre, Sainte-Marguerite,
    Sainte-Jeanne, Saint-Thiébaut, Saint-Mansuy, Sainte-Menehould""")
_ABSTRACT = _list("""
    de l'Europe, de la Concorde, de la Fraternité, de l'Égalité, de l'Avenir, de l'Industrie, du
    Commerce, des Arts, de l'Artisanat, de l'Innovation, de la Technologie, des Entreprises, des
    Sports, du Gymnase, de la Piscine, de l'Hôpital, du Collège, du Lycée, de l'Université, du
    Théâtre, du Musée, de la Bibliothèque, du Parc, de l'Hôtel de Ville, de la Préfecture, du
    Palais, de la Cathédrale, de la Gendarmerie, des Pompiers, de la Caserne, du Canal, du Port,
    de l'Écluse, du Barrage, de l'Usine, de la Brasserie, de la Filature""")

_CHAMPAGNE = _list("""
    Dom Pérignon, des Coteaux, du Vignoble, des Vignes, des Savarts, du Pressoir Banal, de la
    Montagne de Reims, de la Marne, de la Vesle, de l'Aube, de la Seine, de la Meuse, de la
    Semoy, de l'Aisne, de la Blaise, du Der, de la Suippe, des Crayères, de la Craie, des
    Sacres, de Champagne, des Ardennes, des Ardoisières, de la Fonderie, du Bois d'Amour, des
    Quatre Fils Aymon, de la Woëvre, de la Noue, des Noues, des Trois Fontaines, de la Folie, du
    Mont, des Usages, du Gros Chêne, de la Garenne, des Accins, de la Voie Romaine, du Grand
    Cerf, des Chenevières, de la Terre aux Moines, des Hauts Champs, du Mesnil, des Clamarts, de
    la Grève""")
_LORRAINE = _list("""
    des Mirabelliers, des Mirabelles, de la Mirabelle, Stanislas, du Roi Stanislas, de Lorraine,
    de la Moselle, de la Meurthe, de la Meuse, de la Sarre, de la Nied, de la Seille, de
    l'Ornain, de l'Orne, de la Fensch, de la Vezouze, du Madon, de la Vologne, de la Moselotte,
    du Duc Antoine, René II, du Duc de Lorraine, du Haut Fourneau, des Forges, de la Mine, des
    Hauts-Fourneaux, de l'Aciérie, du Carreau, de la Cristallerie, de la Faïencerie, de la
    Saline, des Salines, du Haut du Bois, du Paquis, de la Haie, de la Voie Sacrée, de la
    Tranchée de Calonne, du Grand Couronné, des Étangs, du Breuil, de la Corvée, de la Colline,
    des Hauts, du Ban, du Saulcy, de la Xaintois, des Myrtilles, des Brimbelles, de la Scie, de
    la Chaume, du Tissage, de la Papeterie, de la Feigne, de la Basse, du Haut Barba""")
_ALSACE = _list("""
    du Herrenberg, du Kirchberg, du Rebberg, du Galgenberg, du Kochersberg, du Hohberg, du
    Steinberg, du Kaegy, du Vignoble, du Riesling, du Sylvaner, du Tokay, du Gewurztraminer, du
    Muscat, du Kirsch, du Houblon, de la Houblonnière, de la Choucroute, du Tabac, de la Zorn,
    de l'Ill, du Rhin, de la Bruche, de la Moder, de la Thur, de la Doller, de la Fecht, de
    l'Andlau, de la Lauter, de la Largue, de la Souffel, de l'Ehn, d'Alsace, du
    Haut-Koenigsbourg, du Mont Sainte-Odile, du Ballon, du Hartmannswillerkopf, des Vosges, de
    la Hardt, du Ried, du Grasweg, du Mattweg, du Kleinfeld, du Grossfeld, du Langweg, du
    Niederfeld, du Oberfeld, du Birkenfeld, du Schlossberg, du Neuhof, de la Krutenau, des
    Tonneliers d'Alsace, des Maréchaux, des Vendangeurs, du Maire Kuss, Oberlin,
    Erckmann-Chatrian, Hansi, Sébastien Brant""")
_DIALECT = _list("""
    Kirchgasse, Hauptstrasse, Hintergasse, Schulgasse, Obergasse, Untergasse, Mühlgasse,
    Kirchstrasse, Bahnhofstrasse, Rebgasse, Schlossgasse, Dorfstrasse, Neugasse, Hofgasse,
    Brunnengasse, Langgasse, Lindenweg, Wiesenweg, Rosenweg, Kirchweg, Weingasse, Steingasse""")
_PLACES = _list("""
    des Grandes Vignes, de la Petite Fin, de la Grande Fin, du Fond de l'Aune, du Closel, des
    Longues Raies, de la Haute Borne, de Bellevue, de Beauregard, de Bel Air, de Beau Site, de
    Montplaisir, de la Belle Croix, du Chaufour, de la Tuilotte, du Poirier Rond, des Corvées,
    de la Petite Prairie, des Quatre Vents, du Sud, du Nord, du Levant, du Couchant, du Midi, de
    la Tour, du Donjon, de l'Orme, des Ormes, du Clos, du Petit Clos, du Grand Clos, de la
    Chènevière, du Rond Pré, de la Bergerie, de la Maladière, de la Sablière, de la Glacière, du
    Champ de Foire, du Champ de Mars, de la Corderie, des Capucins, des Cordeliers, des
    Ursulines, des Bénédictins, des Jacobins, des Carmes, de la Commanderie, des Templiers""")

GROUPS: tuple[NameGroup, ...] = (
    NameGroup(_CORE, (*VILLAGE, ("Place", 0.15)), 30.0),
    NameGroup(_WHOLE, WHOLE, 40.0),
    NameGroup(_VILLAGE, VILLAGE, 8.0),
    NameGroup(_GREAT, TOWN, 3.0),
    NameGroup(_SOLDIERS, TOWN, 3.0),
    NameGroup(_DATES, (("Rue", 1.0), ("Place", 0.4), ("Avenue", 0.1)), 4.0),
    NameGroup(_PLANTS, GARDEN, 6.0),
    NameGroup(_ANIMALS, GARDEN, 3.0),
    NameGroup(_TRADES, (*STREET, ("Impasse", 0.1), ("Quai", 0.05)), 3.0),
    NameGroup(_SAINTS, (("Rue", 1.0), ("Place", 0.2), ("Chemin", 0.1), ("Faubourg", 0.03)), 4.0),
    NameGroup(_ABSTRACT, (*ESTATE, ("Place", 0.2)), 2.5),
    NameGroup(_PLACES, FIELD, 3.0),
    NameGroup(_CHAMPAGNE, (*FIELD, ("Avenue", 0.05)), 8.0, CHAMPAGNE),
    NameGroup(_LORRAINE, (*FIELD, ("Place", 0.05), ("Avenue", 0.05)), 8.0, LORRAINE),
    NameGroup(_ALSACE, (*FIELD, ("Quai", 0.03), ("Place", 0.03)), 8.0, ALSACE),
    NameGroup(_DIALECT, WHOLE, 6.0, ALSACE | {"57"}),
)
"""Every list of names, the most rural first."""

LOCALITIES = _list("""
    La Grange Rouge, Le Moulin Neuf, La Ferme du Bois, Les Trois Maisons, Le Haut du Mont, La
    Tuilerie, Les Baraques, La Maison Forestière, Le Petit Étang, La Cense, Le Château Bas, Les
    Quatre Chemins, La Briqueterie, Le Vieux Moulin, La Verrerie, La Basse du Loup, Les Hautes
    Feignes, Le Rupt, La Neuve Grange, Les Vallois, Le Champ du Feu, La Goutte, Le Rein Brice,
    La Papeterie, Bellevue, Le Clos Robert, La Folie, Le Hameau du Lac, Sainte-Libaire, La
    Madeleine, Le Bois Brûlé, Les Étangs, La Fosse aux Loups, Le Rond Chêne, La Grande Paroisse""")
"""Hamlets and farms without house numbers."""

LOCALITIES_ALSACE = _list("""
    Schlossmatt, Altenberg, Hinterfeld, Sandgrube, Ziegelhof, Neumühl, Waldeck, Rheinwald,
    Kohlplatz, Tannenwald, Oberhof, Bruderhof""")
"""The same, in Alsace and the Moselle."""
