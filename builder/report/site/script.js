// Theme, search, filters and copying. Pages are whole without it: what it shows is hidden where it does not run.
(() => {
  "use strict";
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];
  let theme = "auto";
  try {
    theme = localStorage.getItem("verbatim-theme") || "auto";
  } catch {
    // A browser that keeps nothing for files: the system's theme.
  }
  if (!themes.includes(theme)) theme = "auto";
  const apply = () => {
    if (theme === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", theme);
  };
  apply();

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (text, wanted) => wanted.every((word) => text.includes(word));

  function announce(text) {
    const place = document.getElementById("announcer");
    if (place) place.textContent = text;
  }

  function themeSwitch() {
    const button = document.getElementById("theme");
    const show = () => { button.textContent = `Theme: ${theme}`; };
    show();
    button.hidden = false;
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      try {
        localStorage.setItem("verbatim-theme", theme);
      } catch {
        // It holds for this page then.
      }
      apply();
      show();
    });
  }

  // Of the matrix: cells by state, branch, platform and text; rows and columns without any go.
  function filterMatrix(form, table) {
    const heads = all("thead th", table);
    const rows = all("tbody tr", table).map((row) => ({
      row,
      cells: all("a.cell", row).map((link) => ({
        link,
        column: link.parentElement.cellIndex,
        release: heads[link.parentElement.cellIndex].textContent,
        platform: link.querySelector(".p").textContent,
        state: link.querySelector(".w").textContent.replace(/, as expected$/, ""),
        expected: link.classList.contains("expected"),
        text: `${row.cells[0].textContent} ${heads[link.parentElement.cellIndex].textContent} ${link.textContent} ${link.title}`.toLowerCase(),
      })),
    }));
    const good = ["reproduced", "equivalent"];
    const wanted = (id) => form.querySelector("#" + id).value;
    const update = () => {
      const [state, release, platform, find] = [wanted("state"), wanted("release"), wanted("platform"), words(wanted("find"))];
      const filtered = Boolean(state || release || platform || find.length);
      const columns = new Set();
      let shown = 0, total = 0;
      for (const { row, cells } of rows) {
        let any = false;
        for (const cell of cells) {
          const stateFits = !state || (state === "attention" ? !good.includes(cell.state) && !cell.expected : cell.state === state);
          const fits = stateFits && (!release || cell.release === release) && (!platform || cell.platform === platform) && holds(cell.text, find);
          cell.link.hidden = !fits;
          total += 1;
          if (!fits) continue;
          shown += 1;
          any = true;
          columns.add(cell.column);
        }
        row.hidden = filtered && !any;
      }
      for (const { row } of [{ row: table.tHead.rows[0] }, ...rows])
        for (let i = 1; i < row.cells.length - 1; i += 1) row.cells[i].hidden = filtered && !columns.has(i);
      form.querySelector("#count").textContent = filtered ? `${shown} of ${total} units` : `${total} units`;
    };
    for (const tile of all("a.tile")) {
      tile.addEventListener("click", () => {
        form.reset();
        form.querySelector("#state").value = tile.querySelector(".w").textContent;
        update();
      });
    }
    return update;
  }

  // Of a component's page: units, and the files of their tables.
  function filterUnits(form, units) {
    const list = units.map((unit) => {
      const table = unit.querySelector("table.claims");
      const rows = table ? all("tbody tr", table).map((row) => ({ row, text: row.textContent.toLowerCase() })) : [];
      const text = ["header", ".cause", ".pins"].map((part) => unit.querySelector(part)?.textContent ?? "").join(" ").toLowerCase();
      return { unit, rows, text, details: unit.querySelector("details.claims"), was: unit.querySelector("details.claims")?.open };
    });
    return () => {
      const find = words(form.querySelector("#find").value);
      let shown = 0;
      for (const { unit, rows, text, details, was } of list) {
        const whole = holds(text, find);
        let files = 0;
        for (const { row, text: own } of rows) {
          const fits = whole || holds(text + " " + own, find);
          row.hidden = !fits;
          if (fits) files += 1;
        }
        unit.hidden = !whole && files === 0;
        if (!unit.hidden) shown += 1;
        if (details) details.open = find.length && !whole ? files > 0 : was;
      }
      form.querySelector("#count").textContent = find.length ? `${shown} of ${list.length} units` : `${list.length} units`;
    };
  }

  function filters() {
    const form = document.querySelector("form.filter");
    if (!form) return;
    const table = document.querySelector("table.matrix");
    const update = table ? filterMatrix(form, table) : filterUnits(form, all("section.unit"));
    form.hidden = false;
    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(update));
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      form.querySelector("#find").focus();
    });
    update();
  }

  function copyText(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("refused"));
  }

  // A button beside each digest and command.
  function copying() {
    const model = document.createElement("button");
    model.type = "button";
    model.className = "copy";
    model.textContent = "copy";
    // In what is closed when it is opened: a page may have thousands.
    const add = (within) => {
      for (const code of all("code.digest, code.command", within)) {
        if (code.nextElementSibling?.matches("button.copy") || code.closest("details:not([open])")) continue;
        const button = model.cloneNode(true);
        const text = code.textContent;
        button.setAttribute("aria-label", `copy ${text.length > 24 && code.classList.contains("digest") ? text.slice(0, 12) + "…" : text}`);
        code.after(button);
      }
    };
    add(document);
    document.addEventListener("toggle", (event) => add(event.target), true);
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("button.copy");
      if (!button) return;
      const say = (word) => {
        button.textContent = word;
        announce(word);
        setTimeout(() => { button.textContent = "copy"; }, 1500);
      };
      copyText(button.previousElementSibling.textContent).then(() => say("copied"), () => say("not copied"));
    });
  }

  // Whoever follows a link to a unit wants to see it.
  function openTarget() {
    const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    if (!target || !target.matches("section.unit")) return;
    for (const details of all(":scope > details", target)) details.open = true;
    target.scrollIntoView();
  }

  document.addEventListener("DOMContentLoaded", () => {
    themeSwitch();
    filters();
    copying();
    openTarget();
    window.addEventListener("hashchange", openTarget);
  });
})();
