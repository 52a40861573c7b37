"""Italian by lists: where stress falls early, which e and o are open, words that carry no stress."""

from __future__ import annotations

from sorikit.reading._lists import words

ENDINGS_EARLY = tuple(
    words("""abile abili evole evoli ibile ibili issimo issima issimi issime esimo esima ogico ogica ogici ogiche afico afica afici
    afiche ometro ometri ologo ologi ologa ografo ografi atico atica atici atiche etico etica etici etiche itico itica itici
    itiche otico otica otici otiche utico utica onico onica onici oniche anico anica anici aniche enico inico inica inici
    iniche erico erica erici eriche orico orica orici oriche arico ucido ucida agico agica egico egica ifico ifica ifici
    ifiche istico istica istici istiche omico omica omici omiche imico imica imici
    elico ilico olico olica olici oliche alico opico opica opici ipico ipica ipici edico edica edici ediche odico odica odici
    ettere ertere endere endono ondere ondono idere idono udere udono  ergere ingere ungere orgere uggere eggere
    iggere orrere uotere idermi enderla ovvero assero essero issero   andosi endosi andola endola andolo endolo
    andone endone andoli endoli andole endole andomi endomi arsene ovono ivono evono olgono olgere endersi udine udini
    igine igini agine agini edine ermine ermini omini emmine olvere uovere cuocere crescere nascere conoscere esimi esime
    aceo acei        acolo acoli icolo icoli icola icole ocolo uscolo ettile ottile tabilmente
     ettono attono utono idano uomini onimo onima onimi onomo onoma onomi onome ografa esano   icono
    udono dicono ducono scono  mpere mpono lsero rsero nsero insero isero ssero esero osero usero ebbero appero
    ennero ettero eppero ollero avano evano ivano andosi imbolo imboli ingolo ingola ingoli ingole ercito olito olita
    oliti olite ollaro ollari alisi ipotesi intesi enomeno enomeni eposito eposito ibattito estito estiti edito editi organo organi
    ignano engono engano ongono angono ongano operchio cogliere togliere scegliere gliere ospite ospiti ospita esseri esserci
    overi ovest esito estero esteri estera enesi oseguono ulico ettrico ettrica ettrici ettriche ossano  emmina emmine
    esistono ervono iacciono  arcere argine ereditano uidico uridico uridica onsole  ingono eguono ardano
    entano ortano astano    mbito mbiti armaco armaci abbiano isico isica isici isiche imico imiche ivico
    ittimo ittima itimo itima olici onoma attere istere edere etere ivere imere iedere iedono ovani adavere adaveri""")
)
SLIDING = frozenset(
    words("""macchina macchine numero numeri subito ultimo ultima ultimi ultime prossimo prossima prossimi prossime popolo popoli
    tavolo tavoli tavola tavole secolo secoli angolo angoli piccolo piccola piccoli piccole titolo titoli circolo articolo
    articoli spettacolo veicolo ostacolo pericolo anima anime animo isola isole regola regole favola scatola
    pagina pagine giovane giovani ordine ordini origine immagine immagini vergine termine termini uomini nomini crimine
    crimini limite limiti merito meriti credito debito abito abiti spirito compito compiti visita visite  musica
    pubblico pubblica pubblici pubbliche politico politica politici politiche unico unica unici uniche medico medici medica
    logico tecnico tecnica tecnici tecniche fisico fisica storico storica classico classica carico traffico periodo periodi
    metodo metodi  camera camere lettera lettere opera opere  genere generi povero povera poveri povere
    libero libera liberi libere  cenere polvere vivere essere scrivere leggere prendere credere chiedere perdere
    rispondere chiudere correre mettere permettere promettere smettere vincere nascere crescere conoscere vendere scendere
    spendere difendere rendere accendere correggere muovere piangere spingere dipingere stringere giungere raggiungere
    aggiungere ridere decidere uccidere dividere sorridere discutere rompere  vivono scrivono dicono  possono
    devono vogliono vengono tengono prendono mettono credono vedono  leggono chiedono rispondono corrono scendono
    vongola vongole sabato domenica tenero  semplice semplici giudice giudici codice codici indice indici   dodici
    undici tredici quindici sedici quattordici credito facile facili difficile difficili utile utili inutile simile simili
    mobile mobili fertile missile missili stabile fragile agile nobile nobili umile giovane zucchero albero alberi numero
    cellula molecola formula formule capitolo capitoli calcolo calcoli  miracolo miracoli vincolo muscolo muscoli
    chilometro chilometri  centimetro centimetri termometro telefono telefoni microfono autonomo economo sintomo
    sintomi atomo atomi monaco stomaco manico cronaca fabbrica fabbriche repubblica repubbliche america africa logica
     ottica etica pratica pratiche matematica grammatica automatico fantastico plastica plastico domestico elastico
    rapido rapida rapidi rapide timido solido liquido umido acido acidi stupido stupida stupidi valido valida candido
    limpido tiepido livido cupido splendido splendida orrido arido comodo comoda incomodo esodo  attimo attimi
    minimo minima massimo massima massimi legittimo ottimo ottima pessimo pessima intimo intima anonimo marittimo
    lacrima lacrime vittima vittime decima centesimi millesimo  asino   fascino vescovo vescovi
    diavolo diavoli napoli tripoli rimini taranto bergamo modena genova mantova padova udine brindisi  trapani
     macero zingaro zingari passero passeri gambero tessera tessere maschera maschere  pecora pecore
     vipera  chiacchiere suocera suocero genero ulcera principe principi martire martiri interprete
    interpreti celebre celebri  funebre  gelido fegato scandalo scandali sandalo vandalo cembalo
    stimolo oracolo idolo idoli nuvola nuvole bussola cupola trottola pentola bambola tegola fragola fragole
     pallido pallida fegato catalogo dialogo dialoghi prologo epilogo psicologo monologo analogo
    aquila  tombola sindaco sindaci carico carichi incarico  manica maniche
    stavano erano fossero avessero dessero stessero andassero capita  abitano abita abito lavorano parlano
    guardano mangiano pensano portano trovano passano chiamano sembrano aspettano cercano mancano arrivano restano entrano
    giocano tornano usano amano contano mandano lasciano cambiano iniziano cominciano diventano ascoltano dimenticano
    considera considerano desidera desiderano immagina ricordano significa significano indica indicano pubblicano spiegano
    telefona visita  merita recita recitano evita evitano limita partecipa partecipano occupa occupano modifica
    verifica verificano giudica dedica comunica applica complica critica carica cariche carichi scarica
    opera operano supera superano tempera genera generano  numera tollera libera liberano considera altera
    vendita vendite perdita perdite crescita rendita  nascita    anfora  tempora
    sciopero scioperi aereo aerei aerea area aree linea linee  estraneo spontaneo mediterraneo contemporaneo
    simultaneo   idoneo omogeneo sotterraneo cutaneo etereo corporeo
    """)
)
OPEN_E = tuple(
    words("""  enza enze endo enda ende endi endere endono ello ella elli  ezi  esto  esti este erto erta
    erti erte erto ervo erva erra erre erso ersa ersi erse esimo iene ieni ieri iere iera ieni edi edia edio
     essi ettimo  ebbe ebbero  elio eo ea  erno erna erni emp  estr erb erd erm eng  ecie
     ega  essere etro ecolo ecoli erico erica erici edico edici etico etica etici emico emica enico  eff erc
    esp ext enere eneri erito eriti etodo ebito edito edit entr entro   est   el  enti ent""")
)
CLOSED_E = tuple(
    words("""mente ement    ezza ezze emo ete eva evano evo  era ere  ese esi
       enn""")
)
OPEN_O = tuple(
    words(""" olto olti olta olte   orto orta orti orte orse   oste orgo orpo orpi ordi ordo orda  orio oria orie orica orico
    orici ogico ogica ologo omo omico omica omici onico onica odo odi odico otto otti  otte ott ovo ova  ovi oco oca
    ochi oche occa occo occhi occhio oggi  oglia ogli occi      osso ossa ossi osse  omini ocolo
     opera opere ope opp oppia otere oss olfo ologi onio  obi olti   olv olg obb ort  od ofi ogr okk
    ot ob oz opoli of op ort ol ok""")
)
CLOSED_O = tuple(
    words("""ogn one oni ono ore     oso osi  onto onte onti ond ong omp ombr ombi omb  orr  orso orre
     ovr oi oci oce  olgo ogli opo  osto  oppi ostr  oma   onn onda olp""")
)
ENDINGS_IA = tuple(
    words("""logia logie grafia grafie sofia sofie crazia crazie nomia nomie eria  tasia tasie oesia oesie attia attie olizia ulizia archia
    rapia patia  ronia mania  agenzia agenzie pagnia pagnie nergia nergie ategia ategie follia avia bardia maria
    gheria bugia bugie stalgia magia magie lergia turgia mocrazia nomia ortesia elosia risia resia ossia pavia pizzeria  goria
    gorie teoria teorie     geria iteria eteria gueria     lotteria omelia liturgia
    monarchia periferia fobia fobie    miopia utopia  anarchia""")
)
PLAIN = frozenset(
    words("""amico amici amica nemico nemici nemica fatica fatiche formica antico antichi antica  vestito vestiti spedito partito
    sottile gentile civile aprile cortile fucile  marito finito salito pulito ferito diritto infinito invito inviti
    appetito sereno terreno appena avere potere dovere volere sapere vedere sedere cadere godere tacere piacere piaceri temere
    rimanere tenere ottenere mantenere contenere sostenere  bandiera preghiera carriera  persuadere bere giornata
    parere rivedere possedere prevedere provvedere valere dispiacere trattenere appartenere ritenere intrattenere medicina""")
)
OPEN_WORDS = tuple(
    words("""bene  erano mezzi mezzo senso successo penso pensa pensi pensano devo deve devi presso progetto rispetto aspetto aspetta effetto
    oggetto concetto difetto diletto dialetto petto letto letti tetto ricetta perfetto diretto corretto eletto sospetto affetto insetto
    problema problemi sistema sistemi tema temi schema crema supremo estremo credo vecchio vecchia vecchi prezzo prezzi pezzo pezzi
    decreto segreto completo concreto intero intera ministero mistero impero   cimitero monastero sede serve membro
    membri tempo lege legge leggere metro metri debito merito genio lorenzo vincenzo leggero primavera atmosfera sfera galera
    sette neve breve brevi dieci ieri  secolo teatro treno treni greco regola regole gente  niente presente recente
    cento vento talento accento evento contento attento lento spento argento  erba terra guerra perla eterno inferno
    inverno interno esterno moderno governo quaderno certo aperto concerto deserto coperto esperto incerto merce verso perso
    diverso universo scherzo terzo terza sterzo bello bella belli belle fratello sorella castello cappello coltello cervello
    modello anello uccello mantello martello festa testa resta presto resto richiesta protesta tempesta foresta finestra finestre
    maestro destra orchestra pieno piena medio premio serio seria sedia commedia media miseria materia criterio desiderio
     specchio parecchio sei lei  idea europeo museo liceo trofeo  scena  schiena siena  gioventù
     nostro nostra nostri nostre vostro vostra vostri vostre forza forze modo modi poco poca poche pochi cosa  popolo
    donna donne nonna nonno oro coro porta porte morte morto sorte forte corpo porto sport posta costo costa tosto opera  grosso
    osso fosso scossa mossa piove nove nuovo uovo fuoco gioco giochi luogo uomo buono suono tuono duomo cuore muore scuola ruolo
    uova storia gloria memoria vittoria  territorio notte otto cotto  botta   motto bosco voglia voglio foglio foglia orgoglio
    meglio oggi poggio  soglia  roccia  loggia  alloggio orologio elogio negozio sciopero
    povero poveri opera  volta  tolto volgere svolge  soldi solido nobile  scopo scopi  tropo troppo troppi
    dopo zoppo galoppo  nord  ricordo accordo   corno torno orto torto diploma genova norma  droga toga
    collega strega prega lega  codice modico metodo periodo episodio odio podio tesoro decoro toro loro  moro brodo chiodo
    frode lode custode prova prove trova trovano  bordo rosario storico metropoli anonimo autonomo economico comodo scomodo
    polonia colonia  testimonio patrimonio matrimonio demonio antonio cerimonia california impiego piego collo  molle
     protocollo controllo bollo consolo dolo suolo  polo isolo vuole duole figliolo spagnolo """)
)
UNSTRESSED = frozenset(
    words("""il lo la i gli le l' un uno una un' di a da in con su per tra fra e ed o od del dello della dei degli delle dell' al allo alla
    ai agli alle all' dal dallo dalla dai dagli dalle dall' nel nello nella nei negli nelle nell' sul sullo sulla sui sugli sulle
    sull' col che chi se ma mi ti si ci vi ne me te ce ve c' d' s' m' t' v' n' è ha ho hai cui""")
)
WORDS = {
    "e": "ˈe", "è": "ˈɛ", "dei": "dˈA", "cui": "kˈuj", "noi": "nˈoi", "voi": "vˈoi", "lui": "lˈui", "sei": "sˈɛi", "lei": "lˈɛi", "miei": "mjˈɛi", "suoi": "sʊˈɔi", "tuoi": "tʊˈɔi", "puoi": "pʊˈɔi", "vuoi": "vʊˈɔi", "sui": "sˈui", "dai": "dˈaːi", "fai": "fˈaːi", "insieme": "insɪˈɛme", "società": "soʧetˈa", "paura": "paˈʊra", "furono": "fˈurono", "online": "ˌonlˈIn", "facebook": "fˈAsbʊk", "google": "ɡˈuːɡol", "tv": "tˌɪvˈu", "azienda": "aʣjˈɛnda", "aziende": "aʣjˈɛnde", "pranzo": "prˈanʣo", "romanzo": "romˈanʣo", "mezzi": "mˈɛʣːɪ", "periodo": "perˈiodo", "periodi": "perˈiodɪ", "energia": "enerʤˈia", "carattere": "kaɾˈatːere", "zone": "ʣˈɔne", "ok": "okˈɛi", "gay": "ɡˈA", "super": "sˈuper", "album": "ˈalbʊm", "team": "tˈim", "leader": "lˈider", "show": "ʃˈow", "news": "njˈuz", "tour": "tˈur", "live": "lˈIv", "mail": "mˈeil", "chat": "ʧˈat", "club": "klˈab", "non": "non", "nei": "nˈei", "del": "dˈel", "o": "ˈɔ", "no": "nˈɔ", "so": "sˈɔ", "ho": "ˈɔ", "do": "dˈɔ", "però": "perˈɔ", "era": "ˈɛra", "cosa": "kˈɔza", "cose": "kˈɔze", "loro": "lˈɔro", "questo": "kwˈesto", "questa": "kwˈesta", "questi": "kwˈestɪ", "queste": "kwˈeste", "quello": "kwˈello", "quella": "kwˈella", "quelle": "kwˈelle", "quelli": "kwˈellɪ", "solo": "sˈolo", "molto": "mˈolto", "molti": "mˈoltɪ", "molta": "mˈolta", "molte": "mˈolte", "della": "dˈella", "dello": "dˈello", "delle": "dˈelle", "nella": "nˈella", "nelle": "nˈelle", "nello": "nˈello", "io": "ˈio", "più": "pjˈu", "poi": "pˈɔi", "c": "ʧ", "gli": "ʎˈɪ", "ilunga": "ilˈunɡa",
    "zio": "ʣˈio", "zia": "ʣˈia", "zucchero": "ʣˈukːero", "zero": "ʣˈɛro", "zona": "ʣˈɔna", "mezzo": "mˈɛʣːo", "mezza": "mˈɛʣːa",
    "mezzogiorno": "mˌɛʣːoʤˈorno", "mezzanotte": "mˌɛʣːanˈɔtːe", "zaino": "ʣˈIno", "zebra": "ʣˈɛbra", "azzurro": "aʣːˈurɾo",
    "orizzonte": "oriʣːˈonte", "doppiavu": "dˌopːjavˈu", "computer": "kompjˈuter", "internet": "ˈinternet", "web": "wˈɛb",
    "weekend": "wikˈɛnd", "email": "imˈAl", "manager": "mˈɛnaʤer", "smartphone": "zmˈartfon", "software": "sˈɔftwer",
    "anch": "ˈank", "quand": "kwˈand", "ancora": "ankˈora", "sono": "sˈono", "byte": "bˈIt", "watt": "vˈat", "yen": "jˈɛn",
    "megabyte": "mˈɛɡabIt", "gigabyte": "ʤˈiɡabIt", "terabyte": "tˈɛrabIt", "hertz": "ˈɛrʦ", "euro": "ˈɛuro", "quel": "kwˈel",
}  # fmt: skip
