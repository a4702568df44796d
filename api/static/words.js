// The words of the page in its language, and how dates, places and the standing of a text are said.

const words = JSON.parse(document.getElementById("words").textContent);
export const language = document.documentElement.dataset.language;

export function say(key, values = {}) {
  return words[key].replace(/\$(\w+)/g, (whole, name) => values[name] ?? whole);
}

export function day(iso) {
  const form = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "long", timeZone: "UTC" });
  return form.format(new Date(`${iso}T00:00:00Z`));
}

// The language that a text is written in, for the attribute: so that it is read aloud and set in the right letters.
export function languageOf(text) {
  const han = (text.match(/\p{Script=Han}/gu) ?? []).length;
  const latin = (text.match(/\p{Script=Latin}+/gu) ?? []).length;
  if (han === latin) return null;
  const found = han > latin ? "zh" : "en";
  return found === language ? null : found === "zh" ? "zh-CN" : "en";
}

export function standing(citation) {
  const from = citation.effective_from && day(citation.effective_from);
  const to = citation.effective_to && day(citation.effective_to);
  const values = { from, to };
  switch (citation.status) {
    case "in_force":
      if (from && to) return say("status_in_force_until", values);
      return from ? say("status_in_force_since", values) : say("status_in_force");
    case "not_yet_in_force":
      return say("status_not_yet_in_force", values);
    case "repealed":
    case "superseded":
      return to ? say(`status_${citation.status}_on`, values) : say(`status_${citation.status}`);
    case "draft":
      return say("status_draft");
    default:
      return say("status_undated");
  }
}
