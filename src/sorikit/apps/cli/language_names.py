"""Languages as people and Whisper's own command call them (``Korean``, ``한국어``), and their codes."""

from __future__ import annotations

_NAMES = """
af afrikaans|am amharic|ar arabic|as assamese|az azerbaijani|ba bashkir|be belarusian|bg bulgarian|bn bengali|bo tibetan
br breton|bs bosnian|ca catalan,valencian|cs czech|cy welsh|da danish|de german|el greek|en english|es spanish,castilian
et estonian|eu basque|fa persian|fi finnish|fo faroese|fr french|gl galician|gu gujarati|ha hausa|haw hawaiian|he hebrew
hi hindi|hr croatian|ht haitian,haitian creole|hu hungarian|hy armenian|id indonesian|is icelandic|it italian|ja japanese
jw javanese|ka georgian|kk kazakh|km khmer|kn kannada|ko korean|la latin|lb luxembourgish,letzeburgesch|ln lingala|lo lao
lt lithuanian|lv latvian|mg malagasy|mi maori|mk macedonian|ml malayalam|mn mongolian|mr marathi|ms malay|mt maltese
my myanmar,burmese|ne nepali|nl dutch,flemish|nn nynorsk|no norwegian|oc occitan|pa punjabi,panjabi|pl polish
ps pashto,pushto|pt portuguese|ro romanian,moldavian,moldovan|ru russian|sa sanskrit|sd sindhi|si sinhala,sinhalese
sk slovak|sl slovenian|sn shona|so somali|sq albanian|sr serbian|su sundanese|sv swedish|sw swahili|ta tamil|te telugu
tg tajik|th thai|tk turkmen|tl tagalog|tr turkish|tt tatar|uk ukrainian|ur urdu|uz uzbek|vi vietnamese|yi yiddish
yo yoruba|yue cantonese|zh chinese,mandarin
ko 한국어|en 영어|ja 일본어,日本語|zh 중국어,中文|es 스페인어,español|fr 프랑스어,français|de 독일어,deutsch|ru 러시아어,русский
vi 베트남어|th 태국어|id 인도네시아어|pt 포르투갈어,português|it 이탈리아어,italiano
"""
CODES: dict[str, str] = {
    name: entry.partition(" ")[0]
    for line in _NAMES.strip().splitlines()
    for entry in line.split("|")
    for name in entry.partition(" ")[2].split(",")
}
"""Name in lower case → the code that Whisper uses."""


def parse_languages(text: str) -> tuple[str, ...]:
    """Return the codes of ``ko,en`` or ``Korean, English``; nothing for ``auto``. Unknown ones stay as they are.

    >>> parse_languages("Korean,en"), parse_languages("auto"), parse_languages("한국어")
    (('ko', 'en'), (), ('ko',))
    """
    names = [part.strip().lower() for part in text.split(",") if part.strip()]
    codes = tuple(dict.fromkeys(CODES.get(name, name) for name in names))
    return () if codes == ("auto",) else codes
