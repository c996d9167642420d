// The page of a node: publish by WHIP (RFC 9725), play by WHEP (IETF draft 03), show media statistics.
// Tests drive it through window.cdnlab; see README.md beside this file.

const byId = (id) => document.getElementById(id);

/** Longest wait for ICE candidates before the offer goes out; later ones are sent by PATCH. */
const gatheringLimitMs = 500;

/** How long the end of a session waits for the node's answer before the connection is closed anyway. */
const deleteLimitMs = 3000;

/** Waits between attempts when the node says "not now": doubled each time up to the limit, never below Retry-After. */
const firstRetryMs = 1000;
const longestRetryMs = 30000;

const status = { node: null, role: null, region: null, version: null, streams: [] };
const stats = { publish: null, play: null };

// ---------------------------------------------------------------------------------------------------------------- WHIP, WHEP

/** An answer other than 201. */
class Refusal extends Error {
  constructor(response, text) {
    const what = `${response.status} ${response.statusText}`.trim();
    super(text ? `${what}: ${text}` : what);
    this.name = "Refusal";
    this.status = response.status;
    this.retryAfterMs = parseRetryAfter(response.headers.get("Retry-After"));
  }

  /** Whether trying again is what the node asks for (409: no publisher yet, or the name is still taken; 503: overloaded). */
  get isForNow() {
    return (this.status === 409 || this.status === 503) && this.retryAfterMs !== null;
  }
}

/** Seconds or a date (RFC 9110 §10.2.3), as milliseconds from now; null when absent or neither. */
function parseRetryAfter(value) {
  if (value === null) {
    return null;
  }
  if (/^\s*\d+\s*$/.test(value)) {
    return Number(value) * 1000;
  }
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

/** One WHIP or WHEP session: an offer posted, an answer applied, a resource to delete at the end. */
class HttpSession {
  constructor(endpoint, connection) {
    this.endpoint = endpoint;
    this.connection = connection;
    this.location = null;
    this.etag = null;
    this.trickles = true;
    this.lateCandidates = [];
    this.isClosed = false;
    this.isEndedByNode = false;
  }

  async open(signal) {
    const { connection } = this;
    await connection.setLocalDescription(await connection.createOffer());
    await gatheringOrLimit(connection, signal);
    connection.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate) {
        this.lateCandidates.push(candidate);
        this.sendLateCandidates();
      }
    });

    const response = await fetch(this.endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/sdp" },
      body: connection.localDescription.sdp,
      signal,
    });
    const text = await response.text();
    if (response.status !== 201) {
      throw new Refusal(response, text.trim().slice(0, 500));
    }

    // A node may have answered with 307: the session is where the answer came from.
    const location = response.headers.get("Location");
    this.location = location === null ? null : new URL(location, response.url).href;
    this.etag = response.headers.get("ETag");
    signal.throwIfAborted();
    await connection.setRemoteDescription({ type: "answer", sdp: text });
    this.sendLateCandidates();
  }

  /** Trickle (RFC 9725 §4.3.1): a fragment with the candidates gathered after the offer went out. */
  async sendLateCandidates() {
    if (!this.location || !this.etag || !this.trickles || this.isClosed || this.lateCandidates.length === 0) {
      return;
    }

    const candidates = this.lateCandidates.splice(0);
    const sdp = this.connection.localDescription.sdp;
    const lines = [/^a=ice-ufrag:.*$/m.exec(sdp)?.[0], /^a=ice-pwd:.*$/m.exec(sdp)?.[0]];
    for (const mid of new Set(candidates.map((candidate) => candidate.sdpMid))) {
      const ofMid = candidates.filter((candidate) => candidate.sdpMid === mid);
      const media = sdp.match(/^m=.*$/gm)?.[ofMid[0].sdpMLineIndex ?? 0];
      lines.push(media, `a=mid:${mid}`, ...ofMid.map((candidate) => `a=${candidate.candidate}`));
    }

    try {
      const response = await fetch(this.location, {
        method: "PATCH",
        headers: { "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": this.etag },
        body: lines.filter(Boolean).map((line) => `${line.trim()}\r\n`).join(""),
      });
      this.trickles = response.ok;
    } catch (error) {
      // The candidates of the offer go on being tried; the connection's state says whether they were enough.
      this.trickles = false;
      console.warn("late candidates not sent:", error);
    }
  }

  async close({ keepalive = false } = {}) {
    if (this.isClosed) {
      return;
    }
    this.isClosed = true;
    if (!this.location || this.isEndedByNode) {
      this.connection.close();
      return;
    }
    try {
      // The connection ends after the answer: its own farewell would end the session before DELETE finds it. Nothing is sent or
      // shown meanwhile.
      const signal = AbortSignal.timeout(deleteLimitMs);
      const response = await fetch(this.location, { method: "DELETE", keepalive, signal });
      // 404: the node ended the session first.
      if (!response.ok && response.status !== 404) {
        throw new Refusal(response, (await response.text()).trim().slice(0, 500));
      }
    } finally {
      this.connection.close();
    }
  }
}

function gatheringOrLimit(connection, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(finish, gatheringLimitMs);
    const check = () => connection.iceGatheringState === "complete" && finish();
    function finish() {
      clearTimeout(timer);
      connection.removeEventListener("icegatheringstatechange", check);
      signal.removeEventListener("abort", abort);
      resolve();
    }
    function abort() {
      finish();
      reject(signal.reason);
    }
    connection.addEventListener("icegatheringstatechange", check);
    signal.addEventListener("abort", abort);
    check();
  });
}

/** Resolves when media can flow, rejects when it cannot. */
function connected(connection, signal) {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (connection.connectionState === "connected") {
        resolve();
      } else if (["failed", "closed"].includes(connection.connectionState)) {
        reject(new Error(`the connection ${connection.connectionState === "failed" ? "failed" : "was closed"}`));
      }
    };
    connection.addEventListener("connectionstatechange", check);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    check();
  });
}

function delay(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}

// ------------------------------------------------------------------------------------------------------------------- sources

/** 640x360 with moving content, a clock of milliseconds, and the same milliseconds for machines; a beep each second. */
function openTestPicture() {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 360;
  const paint = canvas.getContext("2d", { alpha: false });
  let frame = 0;
  const draw = () => paintTestPicture(paint, Date.now(), frame++);
  draw();
  const timer = setInterval(draw, 1000 / 30);

  const audio = new AudioContext({ sampleRate: 48000 });
  const tone = new OscillatorNode(audio, { frequency: 1000 });
  const gate = new GainNode(audio, { gain: 0 });
  const sink = audio.createMediaStreamDestination();
  tone.connect(gate).connect(sink);
  tone.start();
  // Scheduled on the audio clock a second ahead, so that a late timer does not move the beep.
  let nextBeep = Math.ceil(audio.currentTime);
  const beep = () => {
    for (nextBeep = Math.max(nextBeep, Math.ceil(audio.currentTime)); nextBeep < audio.currentTime + 2; nextBeep++) {
      gate.gain.setValueAtTime(0.3, nextBeep);
      gate.gain.setValueAtTime(0, nextBeep + 0.1);
    }
  };
  beep();
  const beeper = setInterval(beep, 500);
  audio.resume();

  const stream = new MediaStream([...canvas.captureStream(30).getVideoTracks(), ...sink.stream.getAudioTracks()]);
  return {
    stream,
    close() {
      clearInterval(timer);
      clearInterval(beeper);
      stream.getTracks().forEach((track) => track.stop());
      audio.close();
    },
  };
}

function paintTestPicture(paint, now, frame) {
  const hue = Math.floor(now / 50) % 360;
  const back = paint.createLinearGradient(0, 0, 640, 320);
  back.addColorStop(0, `hsl(${hue} 45% 22%)`);
  back.addColorStop(1, `hsl(${(hue + 60) % 360} 45% 32%)`);
  paint.fillStyle = back;
  paint.fillRect(0, 0, 640, 320);

  const turn = (now % 4000) / 4000 * 2 * Math.PI;
  paint.fillStyle = "#e0a030";
  paint.fillRect(296 + 270 * Math.sin(turn), 236 + 30 * Math.cos(2 * turn), 48, 48);

  paint.fillStyle = "#fff";
  paint.textAlign = "center";
  paint.font = "bold 56px monospace";
  paint.fillText(new Date(now).toISOString().slice(11, 23), 320, 150);
  paint.font = "22px monospace";
  paint.fillText(`frame ${frame}`, 320, 60);

  // As in the lab's clip: white, black, twelve bits (here of the milliseconds), parity, black; squares of 40 pixels.
  const value = now % 4096;
  let ones = 0;
  paint.fillStyle = "#000";
  paint.fillRect(0, 320, 640, 40);
  paint.fillStyle = "#fff";
  paint.fillRect(0, 320, 40, 40);
  for (let bit = 0; bit < 12; bit++) {
    if ((value >> bit) & 1) {
      ones++;
      paint.fillRect((13 - bit) * 40, 320, 40, 40);
    }
  }
  if (ones & 1) {
    paint.fillRect(560, 320, 40, 40);
  }
}

async function openSource(source) {
  if (source === "test") {
    return openTestPicture();
  }
  if (!navigator.mediaDevices) {
    throw new Error(`${source === "screen" ? "the screen" : "a camera"} can only be used in a secure context`);
  }
  const stream = source === "screen"
    ? await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 30 }, audio: true })
    : await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720, frameRate: 30 }, audio: true });
  return { stream, close: () => stream.getTracks().forEach((track) => track.stop()) };
}

// -------------------------------------------------------------------------------------------------------------------- panels

/** What publishing and playing have in common: one attempt after the other until it runs, its state, its end. */
class Panel {
  constructor(name, verb) {
    this.name = name;
    this.verb = verb;
    this.run = null;
  }

  get isRunning() {
    return this.run !== null;
  }

  /** Runs until stopped; the promise is settled when media can flow, or cannot. */
  async start(stream, prepare) {
    await this.stop();
    const run = { stream, abort: new AbortController(), session: null, resources: [], meter: null };
    this.run = run;
    this.showButtons();
    try {
      this.say("Starting…");
      await prepare(run);
      await this.connect(run);
    } catch (error) {
      if (!run.abort.signal.aborted) {
        await this.end(run, describe(error), "bad");
      }
      throw error;
    }
  }

  async connect(run) {
    const { signal } = run.abort;
    const endpoint = new URL(`${this.verb}/${encodeURIComponent(run.stream)}`, document.baseURI).href;
    let wait = firstRetryMs;
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      // No STUN or TURN server: a node has a public address, and the node finds out the browser's.
      const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
      run.session = new HttpSession(endpoint, connection);
      try {
        this.addMedia(run, connection);
        this.say(attempt === 1 ? "Connecting…" : `Connecting, attempt ${attempt}…`);
        await run.session.open(signal);
        await connected(connection, signal);
        this.watch(run, connection);
        this.say(`${this.runningText} ${run.stream}`, "good");
        return;
      } catch (error) {
        if (!(error instanceof Refusal && error.isForNow)) {
          throw error;
        }
        await run.session.close();
        const pause = Math.max(wait, error.retryAfterMs);
        wait = Math.min(wait * 2, longestRetryMs);
        this.say(`${error.message.replace(/\.$/, "")}. Trying again in ${(pause / 1000).toFixed(0)} s (attempt ${attempt + 1})`, "bad");
        await delay(pause, signal);
      }
    }
  }

  watch(run, connection) {
    run.meter = new Meter(this.name, connection);
    connection.addEventListener("connectionstatechange", () => {
      if (this.run !== run) {
        return;
      }
      switch (connection.connectionState) {
        case "connected":
          this.say(`${this.runningText} ${run.stream}`, "good");
          break;
        case "disconnected":
          this.say("No answer from the node; waiting", "bad");
          break;
        case "failed":
          this.end(run, "Stopped: the connection was lost", "bad");
          break;
        case "closed":
          this.endedByNode(run);
          break;
      }
    });
    // A node that ends a session sends the DTLS alert close_notify.
    for (const { transport } of [...connection.getSenders(), ...connection.getReceivers()]) {
      transport?.addEventListener("statechange", () => {
        if (transport.state === "closed" && this.run === run) {
          this.endedByNode(run);
        }
      });
    }
  }

  endedByNode(run) {
    run.session.isEndedByNode = true;
    this.end(run, "Stopped by the node", "bad");
  }

  async stop() {
    if (this.run) {
      await this.end(this.run, "Stopped");
    }
  }

  async end(run, text, kind = "") {
    if (this.run !== run) {
      return;
    }
    this.run = null;
    run.abort.abort(new DOMException("stopped", "AbortError"));
    run.meter?.stop();
    run.resources.forEach((resource) => resource.close());
    this.clearMedia();
    this.say(text, kind);
    this.showButtons();
    try {
      await run.session?.close();
    } catch (error) {
      this.say(`${text}; the node did not confirm it: ${describe(error)}`, "bad");
    }
  }

  /** For a page that is going away. */
  leave() {
    this.run?.session?.close({ keepalive: true }).catch((error) => console.warn("session not deleted:", error));
  }

  say(text, kind = "") {
    const state = byId(`${this.name}-state`);
    state.textContent = text;
    state.dataset.kind = kind;
  }

  showButtons() {
    byId(`${this.name}-start`).disabled = this.isRunning;
    byId(`${this.name}-stop`).disabled = !this.isRunning;
  }
}

class Publisher extends Panel {
  constructor() {
    super("publish", "whip");
    this.runningText = "Publishing";
  }

  publish(stream, source) {
    return this.start(stream, async (run) => {
      run.source = source;
      const media = await openSource(source);
      if (run.abort.signal.aborted) {
        media.close();
        run.abort.signal.throwIfAborted();
      }
      run.resources.push(media);
      run.media = media.stream;
      byId("publish-preview").srcObject = media.stream;
      // The browser's own "stop sharing" button.
      media.stream.getVideoTracks()[0]?.addEventListener("ended", () => this.end(run, "Stopped: the source ended"));
    });
  }

  addMedia(run, connection) {
    for (const track of run.media.getTracks()) {
      const { sender } = connection.addTransceiver(track, { direction: "sendonly", streams: [run.media] });
      if (track.kind === "video" && run.source !== "camera") {
        // A clock or text in half the size cannot be read.
        sender.setParameters({ ...sender.getParameters(), degradationPreference: "maintain-resolution" })
          .catch((error) => console.warn("resolution not pinned:", error));
      }
    }
  }

  clearMedia() {
    byId("publish-preview").srcObject = null;
  }

  showButtons() {
    super.showButtons();
    byId("publish-source").disabled = this.isRunning;
  }
}

class Player extends Panel {
  constructor() {
    super("play", "whep");
    this.runningText = "Playing";
    this.video = byId("play-video");
  }

  play(stream) {
    return this.start(stream, async () => {
      this.setSound(false);
      refreshStatus();
    });
  }

  addMedia(run, connection) {
    const stream = new MediaStream();
    this.video.srcObject = stream;
    connection.addEventListener("track", ({ track }) => stream.addTrack(track));
    connection.addTransceiver("video", { direction: "recvonly" });
    connection.addTransceiver("audio", { direction: "recvonly" });
  }

  clearMedia() {
    this.video.srcObject = null;
  }

  /** Sound is off at first: browsers start a video by themselves only without it. */
  setSound(on) {
    this.video.muted = !on;
    const button = byId("play-unmute");
    button.textContent = on ? "Sound off" : "Sound on";
  }

  showButtons() {
    super.showButtons();
    byId("play-unmute").disabled = !this.isRunning;
  }
}

function describe(error) {
  if (error instanceof TypeError) {
    return `The node did not answer (${error.message})`;
  }
  return error.name === "NotAllowedError" ? "The browser or its user refused access to the source" : error.message;
}

// ---------------------------------------------------------------------------------------------------------------- statistics

/** Reads getStats() once per second into stats[name] and the panel's list. */
class Meter {
  constructor(name, connection) {
    this.name = name;
    this.connection = connection;
    this.before = new Map();
    this.timer = setInterval(() => this.read(), 1000);
    this.read();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    stats[this.name] = null;
    showStats(this.name, null);
  }

  async read() {
    const report = await this.connection.getStats();
    if (this.timer === null) {
      return;
    }
    const all = [...report.values()];
    const mine = this.name === "play" ? "inbound-rtp" : "outbound-rtp";
    // Of several encodings the largest that is sent.
    const video = all.filter((entry) => entry.type === mine && entry.kind === "video")
      .sort((a, b) => (b.frameWidth ?? 0) - (a.frameWidth ?? 0))[0];
    const audio = all.find((entry) => entry.type === mine && entry.kind === "audio");
    const remote = (entry) => entry && report.get(entry.remoteId);
    const transport = all.find((entry) => entry.type === "transport");
    const pair = report.get(transport?.selectedCandidatePairId);
    const mime = (entry) => report.get(entry?.codecId)?.mimeType?.split("/")[1] ?? null;
    const bytes = this.name === "play" ? "bytesReceived" : "bytesSent";
    const lost = (entry) => (this.name === "play" ? entry : remote(entry))?.packetsLost;
    const now = {
      time: Date.now(),
      state: this.connection.connectionState,
      width: video?.frameWidth ?? null,
      height: video?.frameHeight ?? null,
      resolution: video?.frameWidth ? `${video.frameWidth}x${video.frameHeight}` : null,
      fps: video?.framesPerSecond ?? this.rate(video, this.name === "play" ? "framesDecoded" : "framesEncoded"),
      frames: (this.name === "play" ? video?.framesDecoded : video?.framesEncoded) ?? null,
      videoKbps: scale(this.rate(video, bytes), 8 / 1000),
      audioKbps: scale(this.rate(audio, bytes), 8 / 1000),
      rttMs: scale(pair?.currentRoundTripTime, 1000),
      packetsLost: sum(lost(video), lost(audio)),
      videoPacketsLost: lost(video) ?? null,
      audioPacketsLost: lost(audio) ?? null,
      codec: [mime(video), mime(audio)].filter(Boolean).join(", ") || null,
      videoCodec: mime(video),
      audioCodec: mime(audio),
      srtpCipher: transport?.srtpCipher ?? null,
    };
    if (this.name === "play") {
      Object.assign(now, {
        packetsReceived: sum(video?.packetsReceived, audio?.packetsReceived),
        jitterMs: scale(video?.jitter ?? audio?.jitter, 1000),
        audioJitterMs: scale(audio?.jitter, 1000),
        jitterBufferMs: scale(this.ratio(video, "jitterBufferDelay", "jitterBufferEmittedCount"), 1000),
        audioJitterBufferMs: scale(this.ratio(audio, "jitterBufferDelay", "jitterBufferEmittedCount"), 1000),
        freezes: video?.freezeCount ?? null,
        nacks: video?.nackCount ?? null,
        plis: video?.pliCount ?? null,
        audioEnergy: audio?.totalAudioEnergy ?? null,
        region: status.region,
        node: [status.node, status.role && `(${status.role})`].filter(Boolean).join(" ") || null,
      });
    } else {
      now.retransmitted = sum(video?.retransmittedPacketsSent, audio?.retransmittedPacketsSent);
    }

    for (const entry of [video, audio].filter(Boolean)) {
      this.before.set(entry.id, entry);
    }
    stats[this.name] = now;
    showStats(this.name, now);
  }

  /** Growth of a counter per second since the last reading; null at the first. */
  rate(entry, key) {
    const before = entry && this.before.get(entry.id);
    const seconds = before ? (entry.timestamp - before.timestamp) / 1000 : 0;
    return seconds > 0 ? ((entry[key] ?? 0) - (before[key] ?? 0)) / seconds : null;
  }

  /** Growth of one counter per growth of another since the last reading. */
  ratio(entry, key, perKey) {
    const before = (entry && this.before.get(entry.id)) ?? {};
    const count = (entry?.[perKey] ?? 0) - (before[perKey] ?? 0);
    return count > 0 ? ((entry[key] ?? 0) - (before[key] ?? 0)) / count : null;
  }
}

function scale(value, factor) {
  return typeof value === "number" ? value * factor : null;
}

function sum(...values) {
  const numbers = values.filter((value) => typeof value === "number");
  return numbers.length ? numbers.reduce((a, b) => a + b) : null;
}

function showStats(name, values) {
  for (const cell of byId(`${name}-stats`).querySelectorAll("[data-stat]")) {
    const value = values?.[cell.dataset.stat] ?? null;
    const text = typeof value === "number"
      ? value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 && cell.dataset.unit === "ms" ? 1 : 0 })
      : value;
    cell.textContent = text === null ? "–" : [text, cell.dataset.unit].filter(Boolean).join(" ");
  }
}

// --------------------------------------------------------------------------------------------------------------- node status

/** Who serves this page; every field may be missing. */
async function refreshStatus() {
  try {
    const response = await fetch(new URL("status", document.baseURI), { headers: { Accept: "application/json" } });
    const body = response.ok ? await response.json() : {};
    for (const key of ["node", "role", "region", "version"]) {
      status[key] = typeof body?.[key] === "string" && body[key] !== "" ? body[key] : null;
    }
    const streams = Array.isArray(body?.streams) ? body.streams : [];
    status.streams = streams.map((entry) => (typeof entry === "string" ? entry : entry?.name ?? entry?.stream))
      .filter((entry) => typeof entry === "string");
  } catch (error) {
    console.warn("no status from the node:", error);
    Object.assign(status, { node: null, role: null, region: null, version: null, streams: [] });
  }

  for (const key of ["role", "region", "version"]) {
    byId(`node-${key}`).textContent = status[key] ?? "–";
  }
  byId("node-name").textContent = status.node ?? "–";
  byId("node-streams").textContent = status.streams.join(", ") || "–";
  byId("streams").replaceChildren(...status.streams.map((stream) => Object.assign(document.createElement("option"), { value: stream })));
}

// --------------------------------------------------------------------------------------------------------------------- start

const publisher = new Publisher();
const player = new Player();

/** From a button: what went wrong stands in the panel's state line. */
function fromButton(promise) {
  promise.catch((error) => console.info("not started:", error));
}

byId("publish-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const source = new FormData(event.target).get("source");
  fromButton(publisher.publish(byId("publish-stream").value.trim(), source));
});
byId("publish-stop").addEventListener("click", () => publisher.stop());
byId("play-form").addEventListener("submit", (event) => {
  event.preventDefault();
  fromButton(player.play(byId("play-stream").value.trim()));
});
byId("play-stop").addEventListener("click", () => player.stop());
byId("play-unmute").addEventListener("click", () => player.setSound(player.video.muted));
window.addEventListener("pagehide", () => {
  publisher.leave();
  player.leave();
});

const sources = { camera: "getUserMedia", screen: "getDisplayMedia" };
for (const [source, method] of Object.entries(sources)) {
  byId(`source-${source}`).disabled = !window.isSecureContext || !navigator.mediaDevices?.[method];
}
if (!window.isSecureContext) {
  byId("source-note").textContent = "Camera and screen need a secure context: open this page by https, or as http://localhost or "
    + "http://127.0.0.1 on the node's own machine. The test picture works everywhere.";
  byId("source-note").hidden = false;
}

const wanted = new URLSearchParams(location.search).get("stream");
if (wanted) {
  byId("publish-stream").value = wanted;
  byId("play-stream").value = wanted;
}

window.cdnlab = {
  stats,
  status,
  publish: (stream, source = "test") => publisher.publish(stream, source),
  play: (stream) => player.play(stream),
  stop: () => Promise.all([publisher.stop(), player.stop()]),
};

refreshStatus();
setInterval(refreshStatus, 5000);
