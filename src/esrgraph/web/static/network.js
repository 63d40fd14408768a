// Zooms and moves a network by buttons, keys, wheel (with Ctrl) and pointer, and lights the links of a circle.
"use strict";

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

  const circles = [...svg.querySelectorAll("circle")];
  const lit = svg.querySelector(".lit");
  const light = (circle) => {
    const middle = (each) => `${each.getAttribute("cx")} ${each.getAttribute("cy")}`;
    const beside = circle ? circle.dataset.beside.split(" ").filter(Boolean) : [];
    lit.setAttribute("d", beside.map((place) => `M${middle(circle)}L${middle(circles[place])}`).join(""));
  };
  for (const type of ["pointerover", "focusin"]) {
    svg.addEventListener(type, (event) => light(event.target.closest("a, circle")?.closest("a")?.querySelector("circle")));
  }
  for (const type of ["pointerleave", "focusout"]) svg.addEventListener(type, () => light(null));
}
