#!/usr/bin/env python3
"""The architecture check finds what it is for: each case breaks one rule of a small sound tree."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.dont_write_bytecode = True
import check_includes  # noqa: E402

SOUND = {
    "docs/architecture.md": "| room | for | may use |\n|---|---|---|\n| `cli/` | x | all |\n| `plan/` | x | store |\n| `store/` | x | |\n| `base/` | x | |\n",
    "builder/main.cpp": '#include "cli/run.h"\n',
    "builder/cli/meson.build": "",
    "builder/cli/run.h": '#include "plan/plan.h"\n#include "store/store.h"\n',
    "builder/plan/meson.build": "",
    "builder/plan/plan.h": '#include "base/error.h"\n#include "store/store.h"\n#include <map>\n',
    "builder/store/meson.build": "",
    "builder/store/store.h": '#include "base/error.h"\nnamespace verbatim {\nstruct Store {\n};\n}  // namespace verbatim\n',
    "builder/base/meson.build": "",
    "builder/base/error.h": "#include <string>\n",
    "builder/base/process.cpp": "#include <boost/process/v2.hpp>\n",
}


class ArchitectureCheck(unittest.TestCase):
    def findings(self, **changes: str | None) -> list[str]:
        """Of the sound tree with some files changed, added or (None) taken away."""
        return self.findings_of({**SOUND, **changes})

    def findings_of(self, files: dict[str, str | None]) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in files.items():
                if text is not None:
                    (root / name).parent.mkdir(parents=True, exist_ok=True)
                    (root / name).write_text(text)
            return check_includes.check(root)

    def expect(self, files: dict[str, str | None], finding: str) -> None:
        self.assertEqual(self.findings_of({**SOUND, **files}), [finding])

    def test_a_sound_tree_passes(self):
        self.assertEqual(self.findings(), [])

    def test_a_room_may_not_reach_up(self):
        self.expect({"builder/plan/x.cpp": '#include "cli/run.h"\n'}, 'builder/plan/x.cpp: plan may not use cli ("cli/run.h")')

    def test_base_uses_nobody(self):
        self.expect({"builder/base/x.cpp": '#include "store/store.h"\n'}, 'builder/base/x.cpp: base may not use store ("store/store.h")')

    def test_use_is_not_transitive(self):
        changed = SOUND["docs/architecture.md"].replace("| `plan/` | x | store |", "| `work/` | x | plan |\n| `plan/` | x | store |")
        self.expect({"docs/architecture.md": changed, "builder/work/meson.build": "", "builder/work/x.cpp": '#include "store/store.h"\n'},
                    'builder/work/x.cpp: work may not use store ("store/store.h")')

    def test_indented_and_spaced_includes_are_seen(self):
        self.expect({"builder/store/x.h": '  #  include "plan/plan.h"\n'}, 'builder/store/x.h: store may not use plan ("plan/plan.h")')

    def test_angle_brackets_are_no_way_around_it(self):
        self.expect({"builder/plan/x.cpp": "#include <cli/run.h>\n"}, 'builder/plan/x.cpp: <cli/run.h> is a header below builder/; write "cli/run.h"')

    def test_an_include_names_its_room(self):
        self.expect({"builder/plan/x.cpp": '#include "plan.h"\n'},
                    'builder/plan/x.cpp: "plan.h" is no header below builder/; write "room/header.h"')

    def test_a_room_needs_a_row(self):
        self.expect({"builder/util/meson.build": ""}, "builder/util: the room stands in no row of docs/architecture.md")

    def test_a_row_needs_a_room(self):
        self.expect({"docs/architecture.md": SOUND["docs/architecture.md"] + "| `moon/` | x | |\n"}, "docs/architecture.md: there is no builder/moon")

    def test_a_room_needs_a_meson_build(self):
        self.expect({"builder/store/meson.build": None}, "builder/store: there is no meson.build")

    def test_a_cycle_in_the_table_is_found(self):
        changed = SOUND["docs/architecture.md"].replace("| `store/` | x | |", "| `store/` | x | plan |")
        self.expect({"docs/architecture.md": changed}, "docs/architecture.md: a cycle: plan → store → plan")

    def test_a_table_that_cannot_be_read_is_no_pass(self):
        self.assertIn("docs/architecture.md: no table of rooms", self.findings(**{"docs/architecture.md": "# nothing\n"}))

    def test_headers_that_include_each_other_are_found(self):
        self.expect({"builder/base/error.h": '#include "base/b.h"\n', "builder/base/b.h": '#include "base/error.h"\n'},
                    "builder: headers include each other: base/b.h → base/error.h → base/b.h")

    def test_types_that_cannot_be_found_are_no_pass(self):
        self.expect({"builder/store/store.h": SOUND["builder/store/store.h"].replace("\nstruct", "\n  struct")}, "builder: no type was found")

    def test_two_types_of_one_name_are_found(self):
        one = "namespace verbatim {\n\nstruct Change {\n    int a;\n};\n\n}  // namespace verbatim\n"
        self.expect({"builder/plan/a.h": one, "builder/store/b.h": one.replace("struct", "class")},
                    "verbatim::Change is defined in builder/plan/a.h and in builder/store/b.h")
        hidden = one.replace("struct Change", "namespace {\n\nstruct Change").replace("};\n", "};\n\n}  // namespace\n")
        declared = "namespace verbatim {\n\nstruct Change;\n\n}  // namespace verbatim\n"
        apart = one.replace("namespace verbatim", "namespace verbatim::plan")
        for other in (hidden, declared, apart):
            self.assertEqual(self.findings_of({**SOUND, "builder/plan/a.h": one, "builder/store/b.cpp": other}), [])

    def test_boost_process_is_for_one_file(self):
        self.expect({"builder/store/x.cpp": "#include <boost/process.hpp>\n"}, "builder/store/x.cpp: only base/process.cpp may use Boost.Process")

    def test_a_registry_host_is_found_anywhere(self):
        host = ".".join(("proxy", "golang", "org"))
        self.expect({"README.md": f"see https://{host}/x\n"}, f"README.md: names the registry host {host}")

    def test_a_long_file_is_found(self):
        self.expect({"builder/store/x.cpp": "\n" * 501}, "builder/store/x.cpp: 501 lines; the most is 500")


if __name__ == "__main__":
    unittest.main()
