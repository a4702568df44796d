// Offers names of places while one is typed.

const codes = new Map();

export function offerPlaces(input, list) {
  input.addEventListener("input", async () => {
    const name = input.value.trim();
    if (!name || codes.has(name)) return;
    const reply = await fetch(`/v1/regions?count=12&name=${encodeURIComponent(name)}`).catch(() => null);
    if (!reply?.ok || input.value.trim() !== name) return;
    const places = await reply.json();
    places.forEach((place) => codes.set(place.full_name, place.code));
    list.replaceChildren(...places.map((place) => Object.assign(document.createElement("option"), { value: place.full_name })));
  });
}

// The code of a place that was offered, else what was typed, for the server to understand or refuse.
export function placeOf(typed) {
  return codes.get(typed.trim()) ?? typed.trim();
}
