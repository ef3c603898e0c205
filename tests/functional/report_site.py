"""The site of `verbatim report`, made of sixty nights, in a real Chromium, from a folder and without a server."""
import json
import pathlib
import sys

import harness
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests/support"))
import chromium  # noqa: E402
import python_packages  # noqa: E402
import run_history  # noqa: E402

HOSTILE = "<script>window.hit=1</script><img src=x onerror=window.hit=1>]]>\"'&\u202e\u2067\x00\x1b[2J"
made = {}  # what several tests look at is made once


def site(case, name, runs):
    if name not in made:
        folder = made.setdefault("folder", harness.tempfile.TemporaryDirectory(prefix="verbatim-site-"))
        place = pathlib.Path(folder.name) / name
        place.mkdir()
        (place / "runs.json").write_text(json.dumps(runs()))
        case.verbatim("report", "--runs", place / "runs.json", "--out", place / "out")
        made[name] = place / "out/site"
    return made[name]


def sixty_nights(case):
    return site(case, "sixty", run_history.history)


def hostile_nights(case):
    def runs():
        nights = run_history.history(3, branches=["1-36", "1-35"])
        for run in nights:
            run["host"] = run["error"] = HOSTILE
            for number, unit in enumerate(run["units"][:3]):
                unit.update(component=HOSTILE + str(number), cause=HOSTILE, evidence=[HOSTILE], state=["differs", "reproduced"][run["id"] % 2])
                unit["pins"].update(dict.fromkeys(unit["pins"], HOSTILE))
                unit["steadiness"]["variances"] = [{**dict.fromkeys(("axis", "from", "to", "action", "cause"), HOSTILE), "paths": [HOSTILE]}]
                for file in unit["files"]:
                    file.update(path=HOSTILE + "/" + HOSTILE, reason=HOSTILE, expected=HOSTILE, verdict=HOSTILE)
        return nights

    return site(case, "hostile", runs)


def browser():
    if chromium.program() is None:
        harness.skip("there is no chromium here; tools/setup.sh --test installs it")
    return chromium.Chromium()


def axe_script():
    try:
        folder = python_packages.packages(harness.PROGRAM.parent)
    except python_packages.Unavailable as reason:
        harness.skip(str(reason))
    return (folder / "axe_playwright_python/axe.min.js").read_text()


def violations(page):
    """By axe, as it stands now: rule, and where."""
    found = page.value("""axe.run(document, {resultTypes: ['violations']}).then(result => result.violations.map(
        one => one.id + ': ' + one.nodes.map(node => node.target + ' ' + node.failureSummary).slice(0, 3).join(' | ')))""")
    return "\n".join(found)


def choose(page, name, value):
    page.value(f"""(() => {{ document.querySelector('form.filter').reset(); const list = document.getElementById('{name}'); list.value = '{value}';
        list.dispatchEvent(new Event('input', {{bubbles: true}})); }})()""")


ELEMENTS = "document.querySelectorAll('*').length"
SHOWN = "[...document.querySelectorAll('table.matrix a.cell')].filter(cell => cell.offsetParent !== null)"


def test_a_site_of_sixty_nights_opens_from_a_folder_without_a_complaint(case):
    folder = sixty_nights(case)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    check(size < 6_000_000, f"it is {size} bytes")
    with browser() as page:
        page.open(folder / "index.html")
        check(page.value("document.querySelector('h1').textContent").endswith("claims reproduced"), "it has a heading")
        check(page.value(SHOWN + ".length") == 84, "all units are there")
        # What a page costs to load, said without a clock (docs/evidence/report.md has the times): bytes, elements, and nothing else that is fetched.
        elements, bytes_of_it = page.value(ELEMENTS), (folder / "index.html").stat().st_size
        check(elements < 3_000 and bytes_of_it < 120_000, f"index.html has {elements} elements, {bytes_of_it} bytes")
        fetched = page.value("performance.getEntriesByType('resource').map(one => one.name)")
        check(len(fetched) <= 3 and all(name.startswith("file://") for name in fetched), str(fetched))
        print(f"# index.html: {bytes_of_it} bytes, {elements} elements; site: {size} bytes", flush=True)
        for path in sorted(folder.glob("components/*.html")):
            page.open(path)
            check(page.value(ELEMENTS) < 6_500 and path.stat().st_size < 220_000, f"{path.name} has {page.value(ELEMENTS)} elements, {path.stat().st_size} bytes")
            print(f"# {path.name}: {path.stat().st_size} bytes, {page.value(ELEMENTS)} elements", flush=True)
            check(page.value("document.documentElement.scrollWidth <= innerWidth"), f"{path.name} is as wide as the window")
        check(page.complaints == [], f"the console says {page.complaints}")


def test_the_filter_leaves_what_was_asked_for_and_says_how_much_that_is(case):
    with browser() as page:
        page.appear()
        page.open(sixty_nights(case) / "index.html")
        page.value("document.getElementById('find').focus()")
        page.type("coredns trimpath")
        check(page.value(SHOWN + ".map(cell => cell.hash)") == ["#1-36-linux-amd64", "#1-36-linux-arm64"], page.value(SHOWN + ".map(cell => cell.href)"))
        check(page.value("document.getElementById('count').textContent") == "2 of 84 units", "it says so, for who cannot see it too")
        check(page.value("document.getElementById('count').getAttribute('aria-live')") == "polite", "aria-live")
        page.click("form.filter button[type=reset]")
        page.value("new Promise(done => setTimeout(done, 50))")
        check(page.value(SHOWN + ".length") == 84, "all are there again")
        choose(page, "state", "attention")
        states = set(page.value(SHOWN + ".map(cell => cell.querySelector('.w').textContent)"))
        check(states == {"differs", "failed", "unsteady", "not run"}, str(states))
        check(page.value("document.querySelectorAll('table.matrix a.cell.expected').length"), "something was expected")
        check(page.value("[...document.querySelectorAll('table.matrix a.cell.expected')].every(cell => cell.offsetParent === null)"), "what was expected needs none")
        choose(page, "release", "1-33")
        check(page.value(SHOWN + ".every(cell => cell.hash.startsWith('#1-33-'))") and page.value(SHOWN + ".length") == 12, "one branch")
        check(page.complaints == [], f"the console says {page.complaints}")


def test_a_component_page_finds_one_file_of_many(case):
    with browser() as page:
        page.appear()
        page.open(sixty_nights(case) / "components/kubernetes_kubernetes.html")
        page.press("/", 191, text="/")
        check(page.value("document.activeElement.id") == "find", "a slash leads to the search")
        page.type("arm64 kubernetes-17 1-33")
        rows = page.value("""[...document.querySelectorAll('table.claims tbody tr')].filter(row => row.offsetParent !== null)
            .map(row => row.cells[0].textContent)""")
        check(rows == ["_output/1-33/bin/kubernetes/linux-arm64/kubernetes-17"], str(rows))


def test_a_red_cell_leads_to_its_cause_in_two_clicks(case):
    with browser() as page:
        page.appear()
        page.open(sixty_nights(case) / "index.html")
        page.click("table.matrix a.cell.s-differs:not(.expected)")
        check(page.value("location.pathname").endswith("/components/coredns_coredns.html"), page.value("location.href"))
        seen = page.value("""(() => { const place = document.getElementById(location.hash.slice(1)).querySelector('.callout.cause'),
            box = place.getBoundingClientRect(); return [place.textContent, box.top >= 0 && box.bottom <= innerHeight]; })()""")
        check(seen == ["Cause: " + run_history.TRIMPATH, True], f"after one click: {seen}")
        check(page.complaints == [], f"the console says {page.complaints}")


def test_what_was_not_run_is_never_green_and_says_what_it_was(case):
    with browser() as page:
        page.appear()
        page.open(sixty_nights(case) / "index.html")
        cells = page.value("""[...document.querySelectorAll('table.matrix a.cell.s-not-run')].map(
            cell => [cell.textContent, getComputedStyle(cell).borderTopStyle, getComputedStyle(cell).color])""")
        green = page.value("getComputedStyle(document.querySelector('table.matrix a.cell.s-reproduced .g')).color")
        check(len(cells) == 4, str(cells))
        for text, border, colour in cells:
            check("not run" in text and "was reproduced 19 Nov 2026" in text and border == "dashed" and colour != green, f"{text} {border} {colour} {green}")


def test_hostile_texts_stay_text(case):
    folder = hostile_nights(case)
    with browser() as page:
        pages = sorted(folder.glob("components/*.html"))
        check(sum("script" in path.name for path in pages) >= 3, f"the pages of the hostile ones: {pages}")
        for path in [folder / "index.html", *pages]:
            page.open(path)
            check(page.value("window.hit") is None, f"{path.name}: a script from outside ran")
            check(page.value("document.querySelectorAll('script').length") == 1 and page.value("document.images.length") == 0, f"{path.name}: markup from outside")
            check(page.complaints == [], f"{path.name}: the console says {page.complaints}")
            text = page.value("document.documentElement.outerHTML")
            check("\u202e" not in text and "\u2067" not in text and "\x00" not in text, f"{path.name} turns text around")
        page.open(folder / "index.html")
        check("<script>window.hit=1</script>" in page.value("document.querySelector('table.matrix').textContent"), "the name is shown as it is")


def test_axe_finds_nothing_in_light_dark_and_narrow(case):
    script = axe_script()
    sixty, hostile = sixty_nights(case), hostile_nights(case)
    pages = [sixty / "index.html", sixty / "components/coredns_coredns.html", sixty / "components/etcd-io_etcd.html", hostile / "index.html"]
    with browser() as page:
        for path in pages:
            for dark, width in ((False, 1280), (True, 1280), (False, 360), (True, 360)):
                page.appear(dark=dark, width=width, height=800)
                page.open(path)
                page.value("document.querySelectorAll('details').forEach(details => { details.open = true; })")
                page.value(script + ";0")
                found = violations(page)
                check(not found, f"{path.name}, {'dark' if dark else 'light'}, {width} px:\n{found}")
                check(page.value("document.documentElement.scrollWidth <= innerWidth"), f"{path.name} is wider than {width} px")
        # That it would find something.
        page.value("document.querySelector('html').removeAttribute('lang')")
        check("html-has-lang" in violations(page), "axe looks")


def test_everything_can_be_reached_and_done_by_keyboard(case):
    with browser() as page:
        page.appear()
        page.open(sixty_nights(case) / "index.html")
        page.press("Tab", 9)
        check(page.value("document.activeElement.className") == "skip", "the first stop is the skip link")
        check(page.value("document.activeElement.getBoundingClientRect().left >= 0"), "and it is seen then")
        page.press("Enter", 13, text="\r")
        check(page.value("document.activeElement.id") == "content", page.value("document.activeElement.outerHTML.slice(0, 80)"))
        reached = []
        for _ in range(140):
            page.press("Tab", 9)
            reached.append(page.value("""(() => { const here = document.activeElement;
                return [here.className || here.id || here.tagName, getComputedStyle(here).outlineStyle !== 'none']; })()"""))
        kinds = {kind.split()[0] for kind, _ in reached}
        check({"tile", "find", "state", "cell", "SUMMARY", "scroll"} <= kinds, str(kinds))
        unmarked = [kind for kind, outlined in reached if not outlined and kind != "BODY"]  # after the last, the window itself
        check(not unmarked, f"without a mark of focus: {unmarked}")


def test_the_theme_can_be_switched_and_is_kept(case):
    with browser() as page:
        page.appear()
        page.open(sixty_nights(case) / "index.html")
        ground = "getComputedStyle(document.body).backgroundColor"
        light = page.value(ground)
        page.click("#theme")
        check(page.value(ground) == light, "light, as the system")
        page.click("#theme")
        dark = page.value(ground)
        check(dark != light and page.value("document.getElementById('theme').textContent") == "Theme: dark", dark)
        page.open(sixty_nights(case) / "components/etcd-io_etcd.html")
        check(page.value(ground) == dark, "another page knows")


def test_digests_are_copied_whole(case):
    with browser() as page:
        page.appear()
        page.open((sixty_nights(case) / "components/coredns_coredns.html").as_uri() + "#1-36-linux-amd64")
        page.call("Browser.grantPermissions", session=None, permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        page.click("section.unit table.claims .digest + button.copy")
        page.value("new Promise(done => setTimeout(done, 200))")
        check(page.value("document.getElementById('announcer').textContent") == "copied", "it is said, too")
        copied = page.value("navigator.clipboard.readText()")
        check(len(copied) == 64 and copied == page.value("document.querySelector('section.unit table.claims .digest').textContent"), copied)


def test_pages_are_whole_without_a_script(case):
    with browser() as page:
        page.appear()
        page.call("Emulation.setScriptExecutionDisabled", value=True)
        page.open(sixty_nights(case) / "index.html")
        check(page.value("getComputedStyle(document.querySelector('form.filter')).display") == "none", "no form that does nothing")
        check(page.value(SHOWN + ".length") == 84, "all units are there")


harness.main(globals())
