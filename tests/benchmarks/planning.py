"""Planning a synthetic release of 1,000 components × 4 platforms. Goal: under 0.5 s."""
import measure
from measure import harness

COMPONENTS = 1000


def write(folder):
    case = harness.Case(folder)
    tiny = case.tiny_project().write()
    project = tiny.folder
    definition = (project / "projects/example/tiny/project.yaml").read_text().replace(
        "platforms: [linux/amd64]", "platforms: [linux/amd64, linux/arm64, darwin/amd64, windows/amd64]")
    release = (project / "releases/one.yaml").read_text()
    head, component = release.split("components:\n")
    many = [head, "components:\n"]
    for number in range(COMPONENTS):
        name = f"example/tiny{number}"
        home = project / "projects" / name
        home.mkdir()
        # Each has a source of its own, so that no action serves two components.
        text = definition.replace("/bin/tiny/", f"/bin/tiny{number}/").replace("/upstream\n", f"/upstream{number}\n")
        (home / "project.yaml").write_text(text)
        many.append(component.replace("example/tiny:", name + ":"))
    (project / "releases/many.yaml").write_text("".join(many).replace("branch: one", "branch: many"))
    return project


def main():
    with measure.Folder() as folder:
        project = write(folder.path)
        store = folder.path / "none"
        actions = len(measure.json.loads(measure.verbatim("plan", "many", "--json", store=store, project=project).stdout)["actions"])
        took = measure.side_by_side({
            f"plan of {COMPONENTS} components × 4 platforms": lambda: measure.verbatim("plan", "many", store=store, project=project),
            "plan of one": lambda: measure.verbatim("plan", "one", store=store, project=project)})
        rows = [["", "actions", "median"]]
        rows += [[name, actions if "×" in name else 6, measure.summary(values)] for name, values in took.items()]
        measure.show("Planning", rows)


main()
