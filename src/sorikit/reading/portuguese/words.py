"""Portuguese by lists: which e and o are open, words without stress, words that are not read as they are written."""

from __future__ import annotations

from sorikit.reading._lists import words

OPEN_ENDINGS = tuple(
    words("""ela elas  era eras esta estas essa essas erra erras eta etas ega egas eca ecas eba  ece ecem ero eros eva  este
    ossa ossas ota otas oca ocas ova ovas ora oras orta ortas orma ormas orda orra osta ostas ola olas oda odas oga ogas ofa obra
    orte ortes ote otes ode odem  ole oles oque oques  ol ols el   erso ersos ersa ersas  erta ertas ersão
      esse essem olve  ofe ove ovem  ebre edra etra erve ervem  opa opas ope opes odo odos  """)
)
CLOSED = tuple(
    words("""todo todos dedo medo cedo segredo toda todas  boca bocas loba sopa doutora  professora cantora autora escritora
    diretora folha escolha     besta   este deste neste desse nesse esse  gota gotas  moça
    loca força estrela cabelo pelo camelo   cerveja """)
)
OPEN_WORDS = tuple(
    words("""maior melhor menor pior senhora escola nova novas nove sete neve cego certo perto aberto resto teto direto objeto projeto completo
    correto secreto concreto discreto afeto inquieto predileto quero espero severo hotel papel anel fiel cruel  bela belas  velha velhas
    sorte norte forte morte corte porte esporte transporte nosso nossos nossa vosso modo modos  ovos jogos novos olhos  porto_
    agora hora horas fora embora senhoras pode podem morre corre sobe dorme toque cheque moleque terra guerra serra festa testa floresta
    janela panela cinderela novela aquela aquelas dela delas nela nelas ela elas era pera  leste oeste  teste mestre semestre
    café pele leve breve greve neve entrega regra pedra hospede moderno inverno inferno eterno caderno  interno externo mundo_
    verso universo inverso diverso perverso processo sucesso excesso acesso progresso congresso    peça peças
     perna pernas taberna caverna  mulher qualquer quer  tiver quiser puder souber estiver fizer disser velho espelho_
     ótimo nota notas rota bota porta portas aposta resposta proposta costas rosa rosas prosa  idosa famosa gloriosa
    copo copos  corpos opostos    logo lógico colo solo polo protocolo controle   filosofo_
    foto fotos moto motos voto votos devoto  piloto  toca provoca  carioca mandioca  sol futebol lençol espanhol
    só pó dó nó avó vovó cipó""")
)
UNSTRESSED = frozenset(
    words("""o a os as  de do da dos das    nos nas por  ao aos à às e que se me te lhe lhes   ou mas meu
      é""")
)
WORDS = {
    "do": "dʊ", "dos": "dʊs", "no": "nʊ", "nos": "nʊs", "ele": "ˈely", "eles": "ˈelys", "esse": "ˈesi", "pelo": "pˈelʊ", "pela": "pˈelæ",
    "pelos": "pˈelʊs", "pelas": "pˈelæs", "foram": "fˈoɾɐ\u0303ʊ\u0303", "este": "ˈesʧy", "esses": "ˈesys", "estes": "ˈesʧys",
    "e": "i", "a": "a", "o": "ʊ", "os": "ʊs", "as": "as", "da": "dæ", "das": "dæs", "na": "næ", "nas": "næs", "à": "ˌaː", "às": "ˌaːs", "para": "pˌaɾæ",
    "de": "ʤy", "se": "sy", "que": "ky", "me": "my", "te": "ʧy", "lhe": "ʎˈy", "muito": "mwˈiŋtʊ", "muita": "mwˈiŋtæ", "muitos": "mwˈiŋtʊs",
    "muitas": "mwˈiŋtæs", "um": "ˈu\u0303ŋ", "uma": "ˈumæ", "é": "ɛ", "você": "vosˈe", "não": "nˈɐ̃ʊ̃", "por": "por", "porque": "pˈoɾəky",
    "está": "estˈa", "táxi": "tˈaksi", "fixo": "fˈiksʊ", "sexo": "sˈɛksʊ", "próximo": "prˈɔsimʊ", "próxima": "prˈɔsimæ", "máximo": "mˈasimʊ",
    "trouxe": "trˈowsy", "tóxico": "tˈɔksikʊ", "oxigênio": "ˌoksiʒˈenjʊ", "et": "ˈɛʧ", "mil": "mˈiʊ", "ai": "ˈI", "internet": "ˌiŋteɾənˈɛʧ",
    "site": "sˈIʧy", "online": "onlˈIny", "show": "ʃˈow", "email": "imˈAʊ", "software": "sˈɔfʧwer", "marketing": "mˈaɾəkeʧiŋ", "web": "wˈɛb",
    "cinquenta": "siŋkwˈAŋtæ", "frequente": "frekwˈAŋʧy", "sequência": "sekwˈAŋsjæ", "linguiça": "liŋɡwˈisæ", "tranquilo": "trˌɐ̃ŋkwˈilʊ",
    "hertz": "ˈɛɾəʦ", "byte": "bˈIʧy", "watt": "wˈɔʧy", "qualquer": "kwWkˈɛr", "bem": "bˈAŋ", "também": "tɐ̃mbˈAŋ",
}  # fmt: skip
