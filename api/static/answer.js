// An answer on the page: the question, the sentences with their marks, and the sources beside them.

import { element, ownAddress } from "./element.js";
import { day, languageOf, say, standing } from "./words.js";

let turns = 0;

export class AnswerView {
  // `asked` is the question; the element is put on the page by the caller.
  constructor(asked) {
    this.number = ++turns;
    this.asked = asked;
    this.cited = new Map();
    this.state = element("p", { class: "answer-state" }, element("span", { class: "pulse", "aria-hidden": "true" }), say("searching"));
    this.notices = element("div", { class: "notices" });
    this.text = element("div", { class: "answer-text" });
    this.passages = element("div", { class: "passages" });
    this.foot = element("div", { class: "answer-foot" });
    this.groups = new Map();
    this.sources = element("section", { class: "sources", "aria-label": say("sources_title"), hidden: true },
      element("h3", { class: "sources-title" }, say("sources_title")));
    const heading = `answer-${this.number}`;
    this.element = element("article", { class: "turn", "aria-labelledby": heading },
      element("h2", { class: "asked", id: heading, tabindex: "-1" },
        element("span", { class: "usa-sr-only" }, `${say("you_asked")}: `),
        element("span", { lang: languageOf(asked) }, asked)),
      element("div", { class: "turn-columns" },
        element("div", { class: "answer" }, this.notices, this.text, this.state, this.passages, this.foot),
        this.sources));
  }

  notice({ code, text }) {
    this.notices.append(element("p", { class: "note", "data-code": code, lang: languageOf(text) }, text));
  }

  found(passages) {
    if (!passages.length) return;
    this.waiting(say("passages_found", { count: passages.length }));
    this.count = passages.length;
    this.passages.replaceChildren(element("details", { open: true },
      element("summary", {}, say("passages_title", { count: passages.length })),
      element("ol", {}, passages.map((passage) => element("li", {},
        element("a", { href: ownAddress(passage.url) },
          element("span", { lang: languageOf(passage.title) }, passage.title), passage.locator ? " · " : "",
          element("span", { class: "locator", lang: languageOf(passage.locator) }, passage.locator)),
        element("p", { lang: languageOf(passage.text) }, excerpt(passage.text)))))));
  }

  waiting(text) {
    this.state.replaceChildren(element("span", { class: "pulse", "aria-hidden": "true" }), text);
  }

  // Quotes that follow one another are announced once.
  add({ sentence, citations }) {
    citations.forEach((citation) => this.cite(citation));
    const marks = sentence.citations.map((number) => this.mark(number));
    const goesOn = this.text.lastElementChild?.classList.contains("quoted");
    this.text.append(element("p", { class: sentence.quoted ? "sentence quoted" : "sentence", lang: languageOf(sentence.text) },
      sentence.quoted && !goesOn ? element("span", { class: "quoted-note", lang: document.documentElement.lang }, say("quoted_note")) : "",
      sentence.text, marks.length ? element("span", { class: "marks" }, marks) : ""));
  }

  mark(number) {
    const citation = this.cited.get(number);
    if (!citation) return "";
    const label = say("source_mark", { number, title: citation.title, locator: citation.locator });
    const light = (on) => () => document.getElementById(this.sourceId(number)).classList.toggle("source-shown", on);
    return element("a", {
      class: "mark", href: ownAddress(citation.url), "aria-label": label, title: label, lang: document.documentElement.lang,
      mouseenter: light(true), mouseleave: light(false), focus: light(true), blur: light(false),
    }, `${number}`);
  }

  cite(citation) {
    if (this.cited.has(citation.number)) return;
    this.cited.set(citation.number, citation);
    this.sources.hidden = false;
    const place = citation.locator || say("open_source");
    this.group(citation).append(element("li", { id: this.sourceId(citation.number), class: "source", value: citation.number },
      element("a", { href: ownAddress(citation.url), class: "source-link" },
        element("span", { class: "source-number", "aria-hidden": "true" }, `${citation.number}`),
        element("span", { class: "locator", lang: languageOf(place) }, place)),
      element("blockquote", { lang: languageOf(citation.quote) }, citation.quote)));
  }

  // The list of the document that a citation is of; what is known of the document is said once, above it. Parts of one
  // text that stand differently (an article that was repealed alone) are told apart.
  group(citation) {
    const { document_id: id, version, status, effective_from: from, effective_to: to } = citation;
    const key = JSON.stringify([id, version, status, from, to]);
    if (!this.groups.has(key)) {
      const list = element("ol", { class: "source-list" });
      const details = [citation.issuer, citation.document_number].filter(Boolean);
      this.sources.append(element("div", { class: "source-document" },
        element("h4", { lang: languageOf(citation.title) }, citation.title),
        element("p", { class: "source-standing" },
          element("span", { class: `status status-${citation.status}` }, standing(citation)),
          citation.sample ? element("span", { class: "status status-sample" }, say("sample")) : ""),
        details.length ? element("p", { class: "source-details" }, details.map((text) => element("span", { lang: languageOf(text) }, text))) : "",
        citation.sample ? element("p", { class: "source-details" }, say("sample_note")) : "",
        list));
      this.groups.set(key, list);
    }
    return this.groups.get(key);
  }

  // A service guide as a checklist: one heading a field, its values with their marks; then what it does not state.
  guide({ service_guide: guide, sentences }) {
    const stated = guide.fields.filter((field) => field.values.length);
    const lacking = sentences.filter((sentence) => !sentence.citations.length);
    return [
      ...stated.map((field) => element("section", { class: "guide-field" },
        element("h3", { lang: languageOf(field.label) }, field.label),
        element(field.name === "steps" ? "ol" : "ul", {}, field.values.map((value, place) => element("li", {
          class: place < field.fitting ? "fitting" : "", lang: languageOf(value.text),
        }, value.text, this.lastOf(field, place) ? element("span", { class: "marks" }, this.mark(value.citation)) : ""))))),
      ...lacking.map((sentence) => element("p", { class: "sentence", lang: languageOf(sentence.text) }, sentence.text)),
    ];
  }

  lastOf(field, place) {
    return field.values[place + 1]?.citation !== field.values[place].citation;
  }

  sourceId(number) {
    return `turn-${this.number}-source-${number}`;
  }

  // The whole answer as stored. What was streamed stays; an answer without sentences is its own text.
  finish(answer, { ask, announce }) {
    this.state.remove();
    answer.citations.forEach((citation) => this.cite(citation));
    if (answer.approved && !this.notices.querySelector("[data-code=approved]")) this.notice({ code: "approved", text: approval(answer) });
    if (answer.service_guide) this.text.replaceChildren(...this.guide(answer));
    if (!this.text.childElementCount) {
      if (answer.sentences.length) answer.sentences.forEach((sentence) => this.add({ sentence, citations: [] }));
      else this.text.append(...answer.text.split("\n").filter(Boolean).map((line) => element("p", { class: "refusal", lang: languageOf(line) }, line)));
    }
    this.element.dataset.outcome = answer.outcome;
    this.passages.querySelector("details")?.removeAttribute("open");
    if (answer.outcome === "not_found" && this.count) {
      this.passages.querySelector("summary").textContent = say("passages_not_enough", { count: this.count });
    }
    const when = { date: day(answer.as_of), place: answer.region_name };
    const answered = ["answered", "partly_answered"].includes(answer.outcome);
    const asksBack = answer.outcome === "needs_clarification";
    if (asksBack) this.text.append(...choices(answer, ask));
    this.foot.replaceChildren(
      answer.outcome === "partly_answered" ? element("p", { class: "note" }, say(onlyQuotes(answer) ? "partly_quoted" : "partly")) : "",
      answered ? element("p", { class: "answered-for" }, say(answer.region ? "answered_for_place" : "answered_for", when)) : "",
      answered ? this.copyButton(answer, announce) : "",
      answer.follow_ups.length && !asksBack ? element("div", { class: "follow-ups" },
        element("h3", {}, say("follow_ups_title")),
        element("ul", {}, answer.follow_ups.map((text) => element("li", {},
          element("button", { type: "button", class: "example", lang: languageOf(text), click: () => ask(text) }, text))))) : "");
  }

  fail(message, again) {
    this.state.remove();
    this.foot.replaceChildren(element("div", { class: "note note-error" },
      element("p", {}, element("strong", {}, say("error_heading"))), element("p", {}, message),
      again ? element("button", { type: "button", class: "usa-button usa-button--outline", click: again }, say("retry")) : ""));
  }

  copyButton(answer, announce) {
    return element("button", { type: "button", class: "usa-button usa-button--unstyled copy", click: async () => {
      try {
        await navigator.clipboard.writeText(asText(this.asked, answer));
        announce(say("copied"));
      } catch {
        announce(say("copy_failed"));
      }
    } }, say("copy_button"));
  }
}

// The replies to a question back, to be chosen from. A place has a Chinese name in every language: the answer to it is
// asked for in the language of the conversation.
function choices(answer, ask) {
  if (!answer.follow_ups.length) return [];
  const reply = (text) => element("button", {
    type: "button", class: "usa-button usa-button--outline choice", lang: languageOf(text), click: () => ask(text, answer.language),
  }, text);
  return [element("div", { class: "choices", role: "group", "aria-label": say("choices_title") }, answer.follow_ups.map(reply))];
}

function approval({ approved }) {
  return say("approved_note", { by: approved.by, date: day(approved.on) });
}

function onlyQuotes(answer) {
  return answer.sentences.length > 0 && answer.sentences.every((sentence) => sentence.quoted);
}

function excerpt(text) {
  const letters = [...text.replace(/\s+/g, " ")];
  return letters.length > 120 ? `${letters.slice(0, 120).join("")}…` : letters.join("");
}

function asText(asked, answer) {
  const sentences = answer.sentences.map((sentence) => sentence.text + sentence.citations.map((number) => `[${number}]`).join(""));
  const sources = answer.citations.map((citation) => [
    `[${citation.number}] ${citation.title} ${citation.locator}`.trim(),
    [standing(citation), citation.issuer, citation.document_number, citation.sample ? say("sample_note") : ""].filter(Boolean).join(" · "),
    citation.quote,
    new URL(citation.url, location.origin).href,
  ].join("\n"));
  const approved = answer.approved ? [approval(answer)] : [];
  return [asked, ...approved, sentences.join("\n"), say("sources_title"), ...sources].join("\n\n");
}
