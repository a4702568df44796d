// The conversation of this tab: kept while it is open, so that going to a source and back loses nothing; then forgotten.

const key = "wenzheng-conversation";

export function load() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    return kept && Array.isArray(kept.turns) ? kept : { turns: [] };
  } catch {
    return { turns: [] };
  }
}

export function save(conversation) {
  try {
    sessionStorage.setItem(key, JSON.stringify(conversation));
  } catch {
    // A full or forbidden store costs the way back from a source, not the answer.
  }
}

export function forget() {
  sessionStorage.removeItem(key);
}
