// The page where one asks: the form, the flow of a question, and what is announced to those who listen.

import { AnswerView } from "./answer.js";
import * as conversations from "./conversation.js";
import { ask as stream, Refusal } from "./event_stream.js";
import { offerPlaces, placeOf } from "./places.js";
import { say } from "./words.js";

const at = (id) => document.getElementById(id);
const [form, question, region, asOf, thread, announcer] = ["ask-form", "question", "region", "as-of", "thread", "announcer"].map(at);
const limit = Number(question.dataset.limit);
let conversation = conversations.load();
let running = null;

function announce(text) {
  const said = document.createElement("p");
  said.textContent = text;
  announcer.append(said);
  while (announcer.childElementCount > 30) announcer.firstElementChild.remove();
}

function show(view) {
  thread.append(view.element);
  at("main").classList.add("asking");
  at("examples").hidden = true;
  at("restart").hidden = false;
  at("question-label").textContent = say("question_next_label");
}

function setRunning(controller) {
  running = controller;
  at("stop").hidden = controller === null;
  at("submit").hidden = controller !== null;
  form.setAttribute("aria-busy", String(controller !== null));
}

// `language` is that of the answer, where it is not to be taken from the words.
async function ask(text, language) {
  if (running) return;
  complain("");
  const body = { question: text };
  if (language) body.language = language;
  if (conversation.id) body.conversation_id = conversation.id;
  if (region.value.trim()) body.region = placeOf(region.value);
  if (asOf.value) body.as_of = asOf.value;
  const view = new AnswerView(text);
  show(view);
  view.element.scrollIntoView({ block: "start" });
  const controller = new AbortController();
  setRunning(controller);
  announce(say("searching"));
  const again = () => { view.element.remove(); ask(text, language); };
  try {
    await followWhenReady(view, text, body, controller.signal);
  } catch (error) {
    const message = controller.signal.aborted ? say("answer_stopped") : error instanceof Refusal ? error.message : say("error_network");
    view.fail(message, error instanceof Refusal && error.problem.status < 500 ? null : again);
    announce(message);
    if (error instanceof Refusal && error.problem.status < 500) question.value = text;
  } finally {
    setRunning(null);
    count();
  }
}

// A server that is starting is waited for.
async function followWhenReady(view, text, body, signal) {
  for (let waited = 0; ; waited += 1) {
    try {
      return await follow(view, text, body, signal);
    } catch (error) {
      if (error.problem?.code === "conversation_unknown" && body.conversation_id) {
        delete body.conversation_id; // The server has forgotten the conversation: the question still stands.
      } else if (error.problem?.code === "starting" && waited < 90) {
        view.waiting(say("starting"));
        if (waited === 0) announce(say("starting"));
        await pause(2000, signal);
      } else {
        throw error;
      }
    }
  }
}

function pause(milliseconds, signal) {
  return new Promise((done, stopped) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => { clearTimeout(timer); stopped(signal.reason); }, { once: true });
  });
}

async function follow(view, text, body, signal) {
  for await (const { event, data } of stream(body, signal)) {
    if (event === "notice") {
      view.notice(data);
      announce(data.text);
    } else if (event === "passages") {
      view.found(data.passages);
      if (data.passages.length) announce(say("passages_found", { count: data.passages.length }));
    } else if (event === "sentence") {
      view.add(data);
      announce(data.sentence.text);
    } else if (event === "error") {
      throw new Refusal(data);
    } else if (event === "done") {
      view.finish(data, { ask, announce });
      announce(data.sentences.length ? say("answer_done", { count: data.citations.length }) : data.text);
      conversation.id = data.conversation_id;
      conversation.turns.push({ text, answer: data });
      conversations.save(conversation);
      return;
    }
  }
  throw new Error("the stream ended before the answer did");
}

function count() {
  const left = limit - [...question.value].length;
  const note = at("question-count");
  note.hidden = left > 50;
  note.textContent = left < 0 ? say("characters_over", { count: -left }) : say("characters_left", { count: left });
  note.classList.toggle("over", left < 0);
  at("submit").setAttribute("aria-disabled", String(left < 0));
}

// Says what is wrong with the question, beside it and aloud; nothing: all is well.
function complain(text) {
  const note = at("question-error");
  note.textContent = text;
  note.hidden = !text;
  question.setAttribute("aria-invalid", String(Boolean(text)));
}

function chosen() {
  at("options-chosen").textContent = [region.value.trim(), asOf.value].filter(Boolean).join(" · ");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (!text) complain(say("question_empty"));
  if (!text || [...text].length > limit) return question.focus();
  question.value = "";
  if (matchMedia("(pointer: coarse)").matches) question.blur(); // A keyboard on the screen would cover the answer.
  ask(text);
});
question.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
question.addEventListener("input", () => { count(); complain(""); });
region.addEventListener("input", chosen);
asOf.addEventListener("input", chosen);
at("stop").addEventListener("click", () => { running?.abort(); question.focus(); });
at("restart").addEventListener("click", () => {
  running?.abort();
  conversations.forget();
  conversation = { turns: [] };
  thread.replaceChildren();
  at("main").classList.remove("asking");
  at("examples").hidden = false;
  at("restart").hidden = true;
  at("question-label").textContent = say("question_label");
  announce(say("restarted"));
  question.focus();
});
for (const example of document.querySelectorAll("#examples .example")) {
  example.addEventListener("click", () => { ask(example.textContent); question.focus({ preventScroll: true }); });
}
offerPlaces(region, at("regions"));
for (const turn of conversation.turns) {
  const view = new AnswerView(turn.text);
  show(view);
  view.finish(turn.answer, { ask, announce });
}
