// Zooms and moves a network by buttons, keys, wheel (with Ctrl) and pointer; finds an organisation in it; lights the
// links of the one that is pointed at, focused, touched or found, and lists them.
"use strict";

const MOST_NAMES = 12; // of the neighbours of one node, those with the most in common

for (const view of document.querySelectorAll(".network .view")) {
  const svg = view.querySelector("svg");
  const home = svg.viewBox.baseVal;
  const whole = { x: home.x, y: home.y, width: home.width, height: home.height };
  let scale = 1;
  let dragged = null;

  const show = (x, y) => {
    const width = whole.width / scale;
    const height = whole.height / scale;
    const left = Math.min(Math.max(x, whole.x), whole.x + whole.width - width);
    const top = Math.min(Math.max(y, whole.y), whole.y + whole.height - height);
    svg.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
    view.classList.toggle("zoomed", scale > 1);
  };

  // Zooms so that the point at these shares of the picture stays where it is.
  const zoom = (factor, across = 0.5, down = 0.5) => {
    const { x, y, width, height } = svg.viewBox.baseVal;
    scale = Math.min(Math.max(scale * factor, 1), 8);
    show(x + across * (width - whole.width / scale), y + down * (height - whole.height / scale));
  };

  const move = (across, down) => {
    const { x, y, width, height } = svg.viewBox.baseVal;
    show(x + across * width, y + down * height);
  };

  const buttons = document.createElement("div");
  buttons.className = "zoom";
  for (const [sign, words, act] of [
    ["+", view.dataset.zoomIn, () => zoom(1.5)],
    ["−", view.dataset.zoomOut, () => zoom(1 / 1.5)],
    ["↺", view.dataset.reset, () => zoom(0)],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.title = words;
    button.setAttribute("aria-label", words);
    button.addEventListener("click", act);
    buttons.append(button);
  }
  view.prepend(buttons);

  const keys = {
    "+": () => zoom(1.5), "-": () => zoom(1 / 1.5), "0": () => zoom(0),
    ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0),
    ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
  };
  view.addEventListener("keydown", (event) => {
    const arrow = event.key.startsWith("Arrow");
    if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey || (arrow && scale === 1)) return;
    event.preventDefault();
    keys[event.key]();
  });

  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }, { passive: false });

  svg.addEventListener("pointerdown", (event) => {
    dragged = scale > 1 && event.button === 0 ? { x: event.clientX, y: event.clientY, far: 0 } : null;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!dragged || !event.buttons) return;
    const box = svg.getBoundingClientRect();
    move((dragged.x - event.clientX) / box.width, (dragged.y - event.clientY) / box.height);
    const far = dragged.far + Math.abs(event.clientX - dragged.x) + Math.abs(event.clientY - dragged.y);
    dragged = { x: event.clientX, y: event.clientY, far };
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("click", (event) => {
    if (dragged && dragged.far > 5) event.preventDefault();
    dragged = null;
  }, true);

  const nodes = [...svg.querySelectorAll(".node")];
  const lit = svg.querySelector(".lit");
  const aside = view.parentElement.querySelector(".beside");
  const told = document.createElement("div");
  told.className = "found";
  told.setAttribute("aria-live", "polite");
  told.hidden = true;
  const names = document.createElementNS("http://www.w3.org/2000/svg", "g");
  svg.append(names);

  // The whole name of a node below or above it, within the picture.
  const write = (node, kind) => {
    const { x, y } = node.dataset;
    const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
    text.classList.add(kind);
    text.setAttribute("text-anchor", "middle");
    text.setAttribute("x", Math.min(Math.max(x, 110), whole.width - 110));
    text.setAttribute("y", y > 50 ? y - 24 : Number(y) + 34);
    text.textContent = node.dataset.name;
    names.append(text);
  };

  const links = (node) => node.dataset.beside.trim().split(" ").filter(Boolean).map((each) => each.split(":").map(Number));
  const named = (node) => {
    const link = document.createElement(node.parentElement.localName === "a" ? "a" : "span");
    if (link.localName === "a") link.href = node.parentElement.getAttribute("href");
    link.textContent = node.dataset.name;
    return link;
  };

  let chosen = null;
  const choose = (node) => {
    if (node === chosen) return;
    chosen?.classList.remove("chosen");
    for (const near of svg.querySelectorAll(".near")) near.classList.remove("near");
    chosen = node;
    svg.classList.toggle("choosing", Boolean(node));
    told.hidden = !node;
    names.replaceChildren();
    lit.setAttribute("d", "");
    if (node) tell(node);
  };

  const tell = (node) => {
    const { x, y } = node.dataset;
    const beside = links(node).map(([place, shared]) => [nodes[place], shared]);
    node.classList.add("chosen");
    for (const [near] of beside) near.classList.add("near");
    lit.setAttribute("d", beside.map(([near]) => `M${x} ${y}L${near.dataset.x} ${near.dataset.y}`).join(""));
    for (const [near] of beside.slice(0, MOST_NAMES)) write(near, "neighbour");
    write(node, "chosen");
    const title = document.createElement("strong");
    title.append(named(node));
    const list = document.createElement("ul");
    list.append(...beside.map(([near, shared]) => {
      const item = document.createElement("li");
      item.append(named(near), ` ${shared}`);
      return item;
    }));
    told.replaceChildren(title, document.createElement("br"), node.dataset.told, document.createElement("br"),
      beside.length ? view.dataset.beside : view.dataset.none, list);
  };

  const at = (event) => event.target.closest("a, .node")?.closest("a")?.querySelector(".node") ?? null;
  for (const type of ["pointerover", "focusin"]) {
    svg.addEventListener(type, (event) => { if (at(event)) choose(at(event)); });
  }
  // A first touch tells; a second follows the link.
  let touched = null;
  svg.addEventListener("click", (event) => {
    if (event.pointerType === "touch" && at(event) && at(event) !== touched) event.preventDefault();
    touched = at(event);
    choose(touched);
  });
  view.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(null); });

  const find = document.createElement("p");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const choices = document.createElement("datalist");
  find.className = "find";
  choices.id = `${view.dataset.found}-names`;
  input.id = label.htmlFor = `${view.dataset.found}-name`;
  input.type = "search";
  input.autocomplete = "off";
  input.setAttribute("list", choices.id);
  label.textContent = view.dataset.find;
  choices.append(...nodes.map((node) => new Option("", node.dataset.name)));
  find.append(label, input, choices);
  // The whole name, or as much of it as one organisation alone has.
  input.addEventListener("input", () => {
    const text = input.value.trim().toLocaleLowerCase();
    const names = nodes.map((node) => node.dataset.name.toLocaleLowerCase());
    const alike = names.flatMap((each, place) => (text && each.includes(text) ? [place] : []));
    const place = names.indexOf(text) >= 0 ? names.indexOf(text) : alike.length === 1 ? alike[0] : -1;
    choose(nodes[place] ?? null);
    if (scale > 1 && nodes[place]) {
      const { x, y } = nodes[place].dataset;
      show(x - whole.width / scale / 2, y - whole.height / scale / 2);
    }
  });
  aside.prepend(find, told);
}
