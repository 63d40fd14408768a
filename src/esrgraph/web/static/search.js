// Suggestions below a search field: names that begin as typed, each leading to its page. Without this the form works.
"use strict";

for (const input of document.querySelectorAll("input[data-suggest]")) suggestBelow(input);

function suggestBelow(input) {
  const list = document.createElement("ul");
  let shown = [];
  let at = -1;
  let waiting = 0;
  let asking = new AbortController();

  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  input.parentElement.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const places = shown.length + 1;
      choose(((at + 1 + (event.key === "ArrowDown" ? 1 : places - 1)) % places) - 1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.assign(shown[at].page);
    } else if (event.key === "Escape") {
      event.preventDefault();
      show([]);
    }
  });
  input.addEventListener("blur", () => show([]));
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("li");
    event.preventDefault();
    if (option) location.assign(shown[[...list.children].indexOf(option)].page);
  });

  async function ask() {
    asking.abort();
    asking = new AbortController();
    const typed = input.value.trim();
    if (typed.length < 2) return show([]);
    try {
      const address = new URL(input.dataset.suggest, location.href);
      address.searchParams.set("q", typed);
      const response = await fetch(address, { signal: asking.signal });
      if (response.ok) show(withAll(await response.json()));
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  }

  function withAll({ suggestions, total }) {
    if (!suggestions.length) return [];
    const name = input.dataset.all.replace("{shown}", suggestions.length).replace("{total}", total);
    return [...suggestions, { name, page: `${input.form.action}?${new URLSearchParams(new FormData(input.form))}` }];
  }

  function show(suggestions) {
    shown = document.activeElement === input ? suggestions : [];
    list.replaceChildren(...shown.map(option));
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  }

  function choose(place) {
    at = place;
    [...list.children].forEach((each, index) => each.setAttribute("aria-selected", String(index === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function option(suggestion, index) {
    const item = document.createElement("li");
    const note = document.createElement("span");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    note.className = "quiet";
    note.textContent = [suggestion.matched, suggestion.kind_name].filter(Boolean).join(" · ");
    item.append(suggestion.name, note);
    return item;
  }
}
