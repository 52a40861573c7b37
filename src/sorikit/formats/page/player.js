// The sound: built from the page's own data, played, moved through.
const audio = $("audio");
const sound = $("sound");
const player = $("player");
const duration = settings.duration;

// base64 → bytes → Blob, in pieces, so that hours of sound neither block the page nor stand in memory twice.
const PIECE = 4 * 2 ** 20;
const bytesOf = (base64) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
};

const loadSound = async () => {
  if (!sound || audio.src) return;
  const base64 = sound.textContent;
  const parts = [];
  for (let first = 0; first < base64.length; first += PIECE) {
    parts.push(bytesOf(base64.slice(first, first + PIECE)));
    if (first + PIECE < base64.length) await new Promise((resume) => setTimeout(resume));
  }
  audio.src = URL.createObjectURL(new Blob(parts, { type: sound.dataset.mime }));
};
const loaded = audio ? loadSound() : Promise.resolve();

const playerTime = () => (audio ? audio.currentTime : 0);

const seek = async (time, play = false) => {
  if (!audio) return;
  await loaded;
  audio.currentTime = Math.min(Math.max(time, 0), duration);
  showTime();
  if (!play) return;
  try {
    await audio.play();
  } catch (error) {
    if (error.name !== "AbortError") toast(say("audio_failed"));
  }
};

const togglePlay = () => (audio.paused ? seek(audio.ended ? 0 : audio.currentTime, true) : audio.pause());

// One picture of the time for the clock, the slider, the lanes and the words; drawn each frame while playing.
const timeListeners = [];
const showTime = () => {
  const time = playerTime();
  const share = String(Math.min(time / duration, 1));
  $("now").textContent = clock(time);
  const slider = $("seek");
  if (document.activeElement !== slider || !slider.matches(":active")) slider.value = time;
  slider.setAttribute("aria-valuetext", clock(time));
  player.style.setProperty("--at", share);
  $("chart")?.style.setProperty("--at", share);
  $("chart")?.style.setProperty("--playhead", time > 0 ? "visible" : "hidden");
  for (const listener of timeListeners) listener(time);
};

const run = () => {
  showTime();
  if (!audio.paused) requestAnimationFrame(run);
};

const showPlaying = () => {
  const playing = !audio.paused;
  player.classList.toggle("is-playing", playing);
  $("play").setAttribute("aria-label", say(playing ? "pause" : "play"));
  if (playing) requestAnimationFrame(run);
};

// The buttons of a headset and of a phone's locked screen.
const bindSystemPlayer = () => {
  const system = navigator.mediaSession;
  if (!system) return;
  system.metadata = new MediaMetadata({ title: document.querySelector("h1").textContent });
  system.setActionHandler("seekbackward", () => seek(playerTime() - 5));
  system.setActionHandler("seekforward", () => seek(playerTime() + 5));
};

const bindPlayer = () => {
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, showPlaying);
  for (const event of ["timeupdate", "seeked"]) audio.addEventListener(event, showTime);
  audio.addEventListener("error", () => toast(say("audio_failed")));
  $("play").addEventListener("click", togglePlay);
  $("back").addEventListener("click", () => seek(playerTime() - 5));
  $("forward").addEventListener("click", () => seek(playerTime() + 5));
  $("seek").addEventListener("input", () => seek(Number($("seek").value)));
  $("speed").addEventListener("change", () => {
    audio.playbackRate = Number($("speed").value);
    memory.write("speed", $("speed").value);
  });
  const speed = memory.read("speed", "1");
  if ([...$("speed").options].some((option) => option.value === speed)) $("speed").value = speed;
  audio.defaultPlaybackRate = audio.playbackRate = Number($("speed").value);
  audio.preservesPitch = true;
  bindSystemPlayer();
};

// The keys of every player: space, left and right; never while somebody types or works a control.
const TYPING = "input:not([type=range], [type=checkbox]), select, textarea, [contenteditable]";
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches) return;
  if (event.target.matches(TYPING)) return;
  if (event.key === "/") {
    event.preventDefault();
    $("search").focus();
  } else if (audio && event.key === " " && !event.target.matches("button, summary, a, [type=checkbox]")) {
    event.preventDefault();
    togglePlay();
  } else if (audio && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    event.preventDefault();
    seek(playerTime() + (event.key === "ArrowLeft" ? -5 : 5));
  }
});

// Lanes: press or drag anywhere to go there.
const bindLanes = () => {
  const lanes = $("chart")?.querySelector(".lanes");
  const track = lanes?.querySelector(".track");
  if (!track) return;
  const timeAt = (event) => {
    const box = track.getBoundingClientRect();
    return (Math.min(Math.max(event.clientX - box.left, 0), box.width) / box.width) * duration;
  };
  let touched = false; // a finger may be scrolling: only its tap counts
  lanes.addEventListener("click", (event) => {
    if (touched && event.target.closest(".track")) goTo(timeAt(event));
  });
  lanes.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (touched || event.button !== 0 || !event.target.closest(".track")) return;
    goTo(timeAt(event));
    if (!audio) return;
    const drag = (moved) => seek(timeAt(moved));
    lanes.setPointerCapture(event.pointerId);
    lanes.addEventListener("pointermove", drag);
    lanes.addEventListener("lostpointercapture", () => lanes.removeEventListener("pointermove", drag), { once: true });
  });
};
