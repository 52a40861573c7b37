"""French by lists: words that are not read as they are written, those that link to the next, those without stress."""

from __future__ import annotations

from sorikit.reading._lists import words

UNSTRESSED = frozenset(
    words("""le la les l' un une des du de d' au aux à et ou où en y que qui dont ce cet cette ces mon ton son ma ta sa mes tes ses notre
    votre nos vos leur leurs je tu il elle on nous vous ils elles me te se lui ne par pour sur dans sous sans avec chez vers est
    sont ai as a ont suis es était si mais donc comme quand c' s' j' m' t' n' qu' tout très plus""")
)
LINKING = {
    **dict.fromkeys(words("les des ces mes tes ses nos vos leurs aux nous vous ils elles deux trois six dix dans sans sous chez plus très moins quelques plusieurs certains autres premiers petites petits grands grandes bons bonnes belles beaux anciens mêmes tous avons avez êtes sommes allons vos suis"), "z"),
    **dict.fromkeys(words("un mon ton son on en bien rien bon aucun"), "n"),
    **dict.fromkeys(words("est sont ont petit grand tout quand cet vont font étaient était avait avaient peut doit fait vingt cent huit"), "t"),
    "cet": "", "premier": "ʁ", "dernier": "ʁ", "trop": "p", "beaucoup": "p", "grand": "t", "huit": "",
}  # fmt: skip
VERBS_ENT = frozenset(
    words("""parlent aiment donnent trouvent pensent demandent restent passent arrivent montrent portent semblent cherchent travaillent jouent puissent apparaissent occupent méritent manquent retrouvent constituent forment correspondent
    regardent écoutent mangent commencent continuent habitent utilisent permettent mettent prennent viennent tiennent doivent peuvent
    veulent savent voient croient disent lisent écrivent vivent suivent servent sortent partent dorment sentent perdent rendent
    attendent entendent répondent vendent descendent finissent choisissent réussissent remplissent grandissent connaissent
    reconnaissent paraissent naissent conduisent construisent produisent reçoivent boivent meurent courent ouvrent offrent
    souffrent couvrent découvrent deviennent reviennent obtiennent appartiennent comprennent apprennent entrent tombent
    achètent appellent rappellent jettent lèvent espèrent préfèrent répètent essaient paient envoient existent ajoutent
    aident comptent laissent pleurent rient chantent dansent marchent roulent volent tournent changent bougent voyagent
    nagent partagent gagnent coûtent valent tuent créent jugent refusent acceptent proposent expliquent racontent
    rencontrent ressemblent représentent présentent concernent contiennent disposent possèdent exigent obligent
    empêchent évitent souhaitent désirent rêvent oublient étudient crient vérifient publient apportent emmènent
    participent poussent tirent touchent frappent attaquent protègent quittent rentrent retournent montent
    habillent brillent veillent fonctionnent organisent réalisent imaginent terminent affirment confirment
    dépendent signifient eurent furent firent virent purent surent vinrent prirent mirent dirent allèrent
    coulent préparent suffisent interdisent traversent pèsent sèchent augmentent diminuent""")
)
WORDS = {
    "cancer": "kɑ̃sɛʁ", "envers": "ɑ̃vɛʁ", "tiers": "tjɛʁ", "inter": "ɛ̃tɛʁ", "hyper": "ipɛʁ", "soixante": "swasɑ̃t", "processus": "pʁosɛsys",
    "bonus": "bonys", "campus": "kɑ̃pys", "terminus": "tɛʁminys", "cactus": "kaktys", "consensus": "kɔ̃sɛ̃sys", "patience": "pasjɑ̃s",
    "conscient": "kɔ̃sjɑ̃", "blog": "blɔɡ", "test": "tɛst", "post": "pɔst", "top": "tɔp", "stop": "stɔp", "max": "maks", "hélas": "elas",
    "alcool": "alkɔl", "cap": "kap", "pop": "pɔp", "jazz": "ʤaz", "rythme": "ʁitm", "show": "ʃow", "design": "dizIn", "concept": "kɔ̃sɛpt",
    "beethoven": "betɔvɛn", "guillaume": "ɡijom", "mozart": "mɔzaʁ", "bach": "bak", "new": "nju", "york": "jɔʁk", "david": "david", "lille": "lil", "rio": "ʁio", "jeanne": "ʒan", "eh": "ɛ", "ben": "bɛn", "ok": "oke", "job": "ʤɔb", "chers": "ʃɛʁ",
    "jean": "ʒɑ̃", "vers": "vɛʁ", "divers": "divɛʁ", "univers": "ynivɛʁ", "travers": "tʁavɛʁ", "blanc": "blɑ̃", "blancs": "blɑ̃", "franc": "fʁɑ̃",
    "francs": "fʁɑ̃", "banc": "bɑ̃", "tabac": "taba", "porc": "pɔʁ", "estomac": "ɛstoma", "caoutchouc": "kautʃu", "flanc": "flɑ̃", "the": "ðə",
    "lorsque": "lɔʁskə", "presque": "pʁɛskə", "puisque": "pyiskə", "jusque": "ʒyskə", "quelque": "kɛlkə", "doigt": "dwa", "doigts": "dwa",
    "poids": "pwa", "froid": "fʁwa", "sang": "sɑ̃", "long": "lɔ̃", "rang": "ʁɑ̃", "loup": "lu", "coup": "ku", "coups": "ku", "trop": "tʁo",
    "beaucoup": "boku", "champ": "ʃɑ̃", "champs": "ʃɑ̃", "camp": "kɑ̃", "plomb": "plɔ̃", "grand": "ɡʁɑ̃", "drap": "dʁa",
    "et": "e", "est": "ɛ", "es": "ɛ", "les": "le", "des": "de", "ces": "se", "mes": "me", "tes": "te", "ses": "se", "le": "lə", "de": "də",
    "je": "ʒə", "me": "mə", "te": "tə", "se": "sə", "ne": "nə", "que": "kə", "ce": "sə", "ai": "e", "sais": "sɛ", "femme": "fam", "femmes": "fam",
    "monsieur": "məsjø", "messieurs": "mesjø", "fils": "fis", "os": "ɔs", "ours": "uʁs", "tous": "tus", "plus": "ply", "sens": "sɑ̃s",
    "mars": "maʁs", "bus": "bys", "virus": "viʁys", "lys": "lis", "autobus": "otobys", "six": "sis", "dix": "dis", "dix-sept": "dissɛt",
    "huit": "yit", "neuf": "nœf", "sept": "sɛt", "cinq": "sɛ̃k", "vingt": "vɛ̃", "vingts": "vɛ̃", "cent": "sɑ̃", "août": "ut", "ville": "vil",
    "villes": "vil", "mille": "mil", "village": "vilaʒ", "villages": "vilaʒ", "tranquille": "tʁɑ̃kil", "pays": "pɛi", "paysage": "pɛizaʒ", "œufs": "ø",
    "bœufs": "bø", "œuf": "œf", "yeux": "jø", "hier": "jɛʁ", "mer": "mɛʁ", "fer": "fɛʁ", "hiver": "ivɛʁ", "cher": "ʃɛʁ", "fier": "fjɛʁ", "ver": "vɛʁ",
    "enfer": "ɑ̃fɛʁ", "amer": "amɛʁ", "super": "sypɛʁ", "clef": "kle", "clé": "kle", "pied": "pje", "pieds": "pje", "nez": "ne", "chez": "ʃe",
    "gaz": "ɡaz", "second": "səɡɔ̃", "seconde": "səɡɔ̃d", "secondes": "səɡɔ̃d", "automne": "otɔn", "condamner": "kɔ̃dane", "compte": "kɔ̃t", "compter": "kɔ̃te",
    "sculpture": "skyltyʁ", "baptême": "batɛm", "temps": "tɑ̃", "corps": "kɔʁ", "longtemps": "lɔ̃tɑ̃", "printemps": "pʁɛ̃tɑ̃", "donc": "dɔ̃k", "avec": "avɛk",
    "examen": "ɛɡzamɛ̃", "européen": "øʁopeɛ̃", "solennel": "solanɛl", "évidemment": "evidamɑ̃", "eu": "y", "eus": "y", "eut": "y", "gars": "ɡa",
    "aujourd'hui": "oʒuʁdyi", "peut-être": "pøtɛtʁ", "parce": "paʁs", "quelques": "kɛlkə", "est-ce": "ɛs", "faisait": "fəzɛ", "faisant": "fəzɑ̃",
    "faisons": "fəzɔ̃", "notre": "notʁ", "votre": "votʁ", "nôtre": "notʁ", "vôtre": "votʁ", "doublevé": "dubləve", "igrec": "iɡʁɛk", "tennis": "tenis",
    "week": "wik", "end": "ɛnd", "email": "imɛl", "e-mail": "imɛl", "mail": "mɛl", "internet": "ɛ̃tɛʁnɛt", "web": "wɛb", "site": "sit", "zède": "zɛd",
    "football": "futbol", "club": "klœb", "film": "film", "films": "film", "forum": "foʁɔm", "album": "albɔm", "maximum": "maksimɔm", "minimum": "minimɔm",
    "choix": "ʃwa", "voix": "vwa", "prix": "pʁi", "paix": "pɛ", "croix": "kʁwa", "noix": "nwa", "accès": "aksɛ", "succès": "syksɛ", "but": "byt",
    "net": "nɛt", "ouest": "wɛst", "sud": "syd", "nord": "nɔʁ", "brut": "bʁyt", "huître": "yitʁ",
    "exact": "ɛɡzakt", "direct": "diʁɛkt", "correct": "kɔʁɛkt", "contact": "kɔ̃takt", "impact": "ɛ̃pakt", "index": "ɛ̃dɛks",
    "oignon": "ɔnjɔ̃", "oignons": "ɔnjɔ̃", "orchestre": "ɔʁkɛstʁ", "écho": "eko", "chœur": "kœʁ", "technique": "tɛknik", "techniques": "tɛknik",
    "technologie": "tɛknoloʒi", "psychologie": "psikoloʒi", "chaos": "kao", "archéologie": "aʁkeoloʒi", "orchidée": "ɔʁkide",
    "gentil": "ʒɑ̃ti", "outil": "uti", "outils": "uti", "fusil": "fyzi", "persil": "pɛʁsi", "sourcil": "suʁsi", "avril": "avʁil", "péril": "peʁil",
    "cet": "sɛt", "cette": "sɛt", "elle": "ɛl", "elles": "ɛl", "un": "œ̃", "une": "yn", "puis": "pyi", "lui": "lyi", "suis": "syi", "oui": "wi",
    "rien": "ʁiɛ̃", "juin": "ʒyɛ̃", "juillet": "ʒyijɛ", "parfum": "paʁfœ̃", "emmener": "ɑ̃mne", "enivrer": "ɑ̃nivʁe", "ennui": "ɑ̃nyi",
    "science": "sjɑ̃s", "sciences": "sjɑ̃s", "patient": "pasjɑ̃", "patients": "pasjɑ̃", "client": "klijɑ̃", "clients": "klijɑ̃", "orient": "oʁjɑ̃",
    "expérience": "ɛkspeʁjɑ̃s", "convient": "kɔ̃vjɛ̃", "vient": "vjɛ̃", "tient": "tjɛ̃", "devient": "dəvjɛ̃", "revient": "ʁəvjɛ̃",
    "euro": "øʁo", "euros": "øʁo", "hertz": "ɛʁts", "watt": "wat", "pence": "pɛns", "penny": "peni", "cetera": "setəʁa", "c'est": "sɛ",
}  # fmt: skip
