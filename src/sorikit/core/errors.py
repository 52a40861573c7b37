"""The error tree: one class per mistake, each with one clear sentence in English and in Korean.

SorikitError
├── InputError               exit 2   something is wrong with what was given
│   ├── AudioNotFound                 (also FileNotFoundError)
│   ├── AudioNotReadable              (also PermissionError)
│   ├── NotAudio                      (also ValueError) not a recording, or damaged beyond reading
│   ├── NoAudioStream                 (also ValueError) a video or document without sound
│   ├── EmptyAudio                    (also ValueError) a recording of no length
│   ├── InvalidAudio                  (also ValueError) an array of the wrong shape or type
│   ├── NoRecordings                  (also ValueError) a folder without audio or video files
│   ├── UnsuitableVoice               (also ValueError) a recording that says too little about one voice
│   ├── NothingToSay                  (also ValueError) a text without words
│   ├── SpeechIncomplete              some sentences could not be said; the others were
│   ├── UnsupportedFormat             (also ValueError) an output format nobody writes
│   ├── InvalidDocument               (also ValueError) a transcript, RTTM … that does not parse
│   └── InvalidOption                 (also ValueError) an option out of its range
├── OutputError              exit 3
│   ├── OutputNotWritable             (also PermissionError)
│   │   └── CacheNotWritable          the folder of models
│   └── DiskFull                      (also OSError)
├── ModelError               exit 4
│   ├── UnknownModel                  (also LookupError)
│   ├── ModelNotInstalled             (also FileNotFoundError)
│   ├── ModelCorrupted                (also ValueError)
│   ├── EngineMissing                 (also LookupError)
│   ├── UnknownEngine                 (also LookupError) no such managed environment
│   ├── RuntimeMissing                (also ImportError)
│   ├── EngineFailed                  an engine or peer of a bench could not be loaded
│   ├── WorkerFailed                  a library in its own environment failed, died or fell silent
│   └── OutOfMemory                   (also MemoryError) not even the smallest piece fits
├── DownloadError            exit 5   (also ConnectionError)
│   ├── DownloadRefused               it will not be given however often one asks, or not be taken
│   └── OfflineError                  the network was needed and --offline was asked for
├── RemoteError              exit 6   (also ConnectionError) a server we were told to use failed
└── VoiceLibraryError        exit 7   the library of known voices
    ├── VoiceLibraryMissing           (also FileNotFoundError)
    ├── WrongPassphrase               (also PermissionError)
    ├── VoiceLibraryDamaged           (also ValueError)
    ├── VoiceLibraryBusy              (also BlockingIOError) another program is writing to it
    ├── UnknownVoice                  (also LookupError)
    └── VoiceExists                   (also ValueError)

The sentence says what to type. ``str(error)`` is the English one, ``error.sentence("ko")`` the Korean one;
apps choose. A subclass adds its two templates and the fields they name, nothing else.
"""

from __future__ import annotations

from typing import ClassVar


class SorikitError(Exception):
    """Root of every error that the kit raises on purpose.

    Keyword arguments become ``fields`` and fill the templates; ``detail_ko`` is ``detail`` unless given.
    """

    exit_code: ClassVar[int] = 1
    en: ClassVar[str] = "{detail}"
    ko: ClassVar[str] = "{detail_ko}"

    def __init__(self, **fields: object) -> None:
        self.fields = {"detail": "", "detail_ko": fields.get("detail", ""), **fields}
        super().__init__(self.sentence("en"))

    def sentence(self, language: str = "en") -> str:
        """Return the message in ``language`` ("en" or "ko"; anything else gives English)."""
        template = self.ko if language == "ko" else self.en
        return template.format(**self.fields).strip()

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by fields, so that errors cross process borders."""
        return (_rebuild, (type(self), self.fields))


def _rebuild(kind: type[SorikitError], fields: dict[str, object]) -> SorikitError:
    return kind(**fields)


class InputError(SorikitError):
    """Something is wrong with what was given."""

    exit_code = 2


class AudioNotFound(InputError, FileNotFoundError):
    """No file at ``path``."""

    en = "{path}: no such file. Check the spelling, or give the whole path."
    ko = "{path}: 파일이 없습니다. 이름을 확인하거나 전체 경로를 적어 주세요."


class AudioNotReadable(InputError, PermissionError):
    """The operating system refuses to open ``path``."""

    en = "{path}: cannot be opened ({detail}). Make it readable first, for example: chmod u+r FILE."
    ko = "{path}: 열 수 없습니다({detail_ko}). 먼저 읽기 권한을 주세요. 예: chmod u+r 파일."


class NotAudio(InputError, ValueError):
    """FFmpeg cannot decode ``path``: not a recording, or damaged beyond reading."""

    en = "{path}: not a recording that can be read ({detail}). Check that it plays, or convert it to WAV or MP3 first."
    ko = (
        "{path}: 읽을 수 있는 녹음이 아닙니다({detail_ko}). "
        "재생되는지 확인하거나 WAV 또는 MP3로 바꿔 다시 시도해 주세요."
    )


class NoAudioStream(InputError, ValueError):
    """The container is fine but holds no sound."""

    en = "{path}: has no sound in it, only {detail}. Give a file with an audio track."
    ko = "{path}: 소리가 없고 {detail_ko}만 있습니다. 소리가 든 파일을 주세요."


class EmptyAudio(InputError, ValueError):
    """The recording has no samples."""

    en = "{path}: is empty, there is nothing to listen to. Record or export it again."
    ko = "{path}: 비어 있어 들을 것이 없습니다. 다시 녹음하거나 내보내 주세요."


class InvalidAudio(InputError, ValueError):
    """An array that is not audio: wrong shape, type or rate."""

    en = "not valid audio: {detail}."
    ko = "올바른 오디오가 아닙니다: {detail_ko}."


class NoRecordings(InputError, ValueError):
    """A folder holds no audio or video file."""

    en = "{path}: there is no audio or video file in this folder. A file with another ending can be given by its name."
    ko = "{path}: 이 폴더에는 소리나 영상 파일이 없습니다. 확장자가 다른 파일은 이름을 직접 적어 주세요."


class UnsuitableVoice(InputError, ValueError):
    """A recording from which one voice cannot be known: nobody speaks, too little, or several people."""

    en = "{path}: {detail}."
    ko = "{path}: {detail_ko}."


class NothingToSay(InputError, ValueError):
    """A text without a letter or a digit."""

    en = "There is nothing to say: {detail}. Write some words."
    ko = "말할 것이 없습니다. {detail_ko}. 글을 적어 주세요."


class SpeechIncomplete(InputError):
    """``failed`` of ``total`` sentences could not be said; the others were."""

    en = "{failed} of {total} sentences could not be said; the first: {text} ({detail})"
    ko = "문장 {total}개 가운데 {failed}개를 말하지 못했습니다. 첫째: {text} ({detail_ko})"


class UnsupportedFormat(InputError, ValueError):
    """No such output format."""

    en = "unknown format {name!r}. Choose from: {choices}."
    ko = "{name!r}라는 형식은 없습니다. 다음 가운데 고르세요: {choices}."


class InvalidDocument(InputError, ValueError):
    """A document (transcript JSON, SRT, RTTM …) does not parse."""

    en = "{name}: {detail}."
    ko = "{name}: {detail_ko}."


class InvalidOption(InputError, ValueError):
    """An option out of its range, or two that exclude each other."""

    en = "{option}: {detail}."
    ko = "{option}: {detail_ko}."


class OutputError(SorikitError):
    """A result could not be written."""

    exit_code = 3


class OutputNotWritable(OutputError, PermissionError):
    """No permission to write, or the place is not a folder."""

    en = "{path}: cannot be written ({detail}). Choose another place with -o."
    ko = "{path}: 쓸 수 없습니다({detail_ko}). -o로 다른 위치를 골라 주세요."


class CacheNotWritable(OutputNotWritable):
    """The folder of models cannot be written."""

    en = "{path}: the folder of models cannot be written ({detail}). Choose another one with SORI_CACHE=FOLDER."
    ko = "{path}: 모델 폴더에 쓸 수 없습니다({detail}). SORI_CACHE=폴더 로 다른 곳을 골라 주세요."


class DiskFull(OutputError, OSError):
    """No room left on the device."""

    en = "{path}: the disk is full. Free some space and run the same command again; finished parts are kept."
    ko = "{path}: 디스크가 가득 찼습니다. 공간을 비우고 같은 명령을 다시 실행하세요. 끝난 부분은 남아 있습니다."


class ModelError(SorikitError):
    """Something is wrong with a model's files."""

    exit_code = 4


class UnknownModel(ModelError, LookupError):
    """No such row in the catalogue."""

    en = "no model is called {name!r}. See them all with: sori models list. {detail}"
    ko = "{name!r}라는 모델은 없습니다. 전체 목록: sori models list. {detail_ko}"


class ModelNotInstalled(ModelError, FileNotFoundError):
    """The model is known but its files are not here."""

    en = "model {name!r} is not on this machine. Get it with: {command}"
    ko = "{name!r} 모델이 이 컴퓨터에 없습니다. 다음으로 받으세요: {command}"


class ModelCorrupted(ModelError, ValueError):
    """A file does not have the catalogue's SHA-256."""

    en = "model {name!r} is damaged: {detail}. Mend it with: {command}"
    ko = "{name!r} 모델이 손상되었습니다: {detail_ko}. 다음으로 고치세요: {command}"


class EngineMissing(ModelError, LookupError):
    """The model's files are known, but no engine of this release runs them."""

    en = "model {name!r} can be downloaded but not run by this release. See those that can: sori models list"
    ko = "{name!r} 모델은 받을 수는 있지만 이 판에서 실행할 수 없습니다. 실행할 수 있는 모델: sori models list"


class UnknownEngine(ModelError, LookupError):
    """No row of that name among the managed environments."""

    en = "no engine is called {name!r}. Choose from: {choices}."
    ko = "{name!r}라는 엔진은 없습니다. 다음 가운데 고르세요: {choices}."


class RuntimeMissing(ModelError, ImportError):
    """An optional library is needed."""

    en = "{feature} needs {library}. Install it with: {command}"
    ko = "{feature}에는 {library}이(가) 필요합니다. 설치: {command}"


class EngineFailed(ModelError):
    """An engine or peer could not be loaded, for a reason of its own."""

    en = "{engine} could not be loaded: {detail}"
    ko = "{engine}을(를) 불러오지 못했습니다: {detail_ko}"


class WorkerFailed(ModelError):
    """A library that runs in its own environment failed, died or fell silent."""

    en = "{engine} failed: {detail}."
    ko = "{engine}이(가) 실패했습니다: {detail_ko}."


class OutOfMemory(ModelError, MemoryError):
    """Not even one window at a time fits into memory."""

    en = (
        "there is too little memory for this model ({detail}). Close other programs, or choose a smaller model, "
        "and run the same command again; finished parts are kept."
    )
    ko = (
        "이 모델을 쓰기에 메모리가 부족합니다({detail_ko}). 다른 프로그램을 닫거나 더 작은 모델을 골라 "
        "같은 명령을 다시 실행하세요. 끝난 부분은 남아 있습니다."
    )


class DownloadError(SorikitError, ConnectionError):
    """A download failed for good."""

    exit_code = 5
    en = "could not download {name}: {detail}. What arrived is kept; run the same command to go on."
    ko = "{name}을(를) 받지 못했습니다: {detail_ko}. 받은 부분은 남아 있으니 같은 명령을 다시 실행하세요."


class DownloadRefused(DownloadError):
    """The server will not give it however often it is asked, or what it gives is not taken."""

    en = "could not download {name}: {detail}. Check the address or the name."
    ko = "{name}을(를) 받지 못했습니다: {detail_ko}. 주소나 이름을 확인하세요."


class OfflineError(DownloadError):
    """The network would be needed, and it was forbidden."""

    en = "{name} is not on this machine and --offline was asked for. Leave --offline out to download it."
    ko = "{name}이(가) 이 컴퓨터에 없는데 --offline이 켜져 있습니다. 받으려면 --offline을 빼세요."


class RemoteError(SorikitError, ConnectionError):
    """A server that we were told to use did not answer properly."""

    exit_code = 6
    en = "{server}: {detail}."
    ko = "{server}: {detail_ko}."


class VoiceLibraryError(SorikitError):
    """Something is wrong with the library of known voices."""

    exit_code = 7


class VoiceLibraryMissing(VoiceLibraryError, FileNotFoundError):
    """No library at ``path``."""

    en = (
        "{path}: there is no library of voices yet. The first voice makes one: "
        'sori speakers enroll NAME FILE --consent "WHO: WHY"'
    )
    ko = (
        "{path}: 아직 목소리 보관함이 없습니다. 첫 목소리를 등록하면 만들어집니다: "
        'sori speakers enroll 이름 파일 --consent "누가: 왜"'
    )


class WrongPassphrase(VoiceLibraryError, PermissionError):
    """The passphrase does not open the library, or what it holds was changed by somebody else."""

    en = "the passphrase does not open this library of voices. Nothing was changed; try again."
    ko = "이 암호로는 목소리 보관함을 열 수 없습니다. 바뀐 것은 없으니 다시 시도하세요."


class VoiceLibraryDamaged(VoiceLibraryError, ValueError):
    """The file is not a library of voices, or is broken."""

    en = "{path}: is not a library of voices, or is damaged ({detail}). Put a copy of it in its place: sori speakers import."
    ko = "{path}: 목소리 보관함이 아니거나 손상되었습니다({detail_ko}). 사본을 되돌리세요: sori speakers import."


class VoiceLibraryBusy(VoiceLibraryError, BlockingIOError):
    """Another program holds the library for longer than one waits."""

    en = "{path}: another program is writing to this library of voices. Wait for it and try again."
    ko = "{path}: 다른 프로그램이 이 목소리 보관함에 쓰고 있습니다. 끝난 뒤 다시 시도하세요."


class UnknownVoice(VoiceLibraryError, LookupError):
    """Nobody of that name is in the library."""

    en = "nobody called {name!r} is in the library of voices. {detail}See: sori speakers list"
    ko = "목소리 보관함에 {name!r}은(는) 없습니다. {detail_ko}목록: sori speakers list"


class VoiceExists(VoiceLibraryError, ValueError):
    """Somebody of that name is already in the library."""

    en = "somebody called {name!r} is already in the library of voices. {detail}"
    ko = "목소리 보관함에 {name!r}이(가) 이미 있습니다. {detail_ko}"
