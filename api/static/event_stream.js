// Reads server-sent events from a POST: `for await (const { event, data } of ask(body, signal))`.

export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export async function* ask(body, signal) {
  const reply = await fetch("/v1/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream", "Accept-Language": document.documentElement.lang },
    body: JSON.stringify(body),
    signal,
  });
  if (!reply.ok) throw new Refusal(await reply.json());
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting += value;
    const frames = waiting.split("\n\n");
    waiting = frames.pop();
    for (const frame of frames) {
      const read = parsed(frame);
      if (read) yield read;
    }
  }
}

function parsed(frame) {
  const lines = frame.split("\n");
  const field = (name) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const data = field("data");
  return data === undefined ? null : { event: field("event") ?? "message", data: JSON.parse(data) };
}
