(function (d) {
  // Everything works without this. It blanks the page, leaves no entry to go back to, and unticks.
  var presses = 0, last = 0;
  function leave(event) {
    if (event) event.preventDefault();
    d.documentElement.hidden = true;
    location.replace("/exit");
  }
  d.getElementById("leave").addEventListener("click", leave);
  d.addEventListener("keydown", function (event) {
    if (event.repeat) return;
    var now = Date.now();
    presses = event.key === "Shift" ? (now - last < 2000 ? presses + 1 : 1) : 0;
    last = now;
    if (presses > 2) leave();
  });
  function untick(event) {
    var changed = event.target, typed = changed.type !== "checkbox";
    if (!changed.name || changed.type === "radio" || !(typed ? changed.value : changed.checked)) return;
    d.getElementsByName(changed.name).forEach(function (other) {
      if (other === changed || other.type !== "checkbox") return;
      if (typed || "alone" in changed.dataset || "alone" in other.dataset) other.checked = false;
    });
  }
  d.addEventListener("change", untick);
  d.addEventListener("input", untick);
})(document);
