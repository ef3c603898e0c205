package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The texts that a Debian machine has of its own; elsewhere there is nothing to compare with, and the test fails.
const common = "/usr/share/common-licenses"

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(common, name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestKnownTextsGetTheirIdentifiers(t *testing.T) {
	for name, id := range map[string]string{
		"Apache-2.0": "Apache-2.0", "MPL-2.0": "MPL-2.0", "GPL-2": "GPL-2.0", "GPL-3": "GPL-3.0",
		"LGPL-2.1": "LGPL-2.1", "LGPL-3": "LGPL-3.0", "CC0-1.0": "CC0-1.0",
	} {
		found := classify(name, read(t, name))
		if found.Percent < 95 || len(found.Licences) == 0 || found.Licences[0] != id {
			t.Errorf("%s: %d %% of %v", name, found.Percent, found.Licences)
		}
	}
}

func TestATextOfNoLicenceIsNone(t *testing.T) {
	found := classify("x", []byte("You may look at this on Sundays, if you have asked us on the Saturday before."))
	if found.Percent != 0 || len(found.Licences) != 0 {
		t.Errorf("%d %% of %v", found.Percent, found.Licences)
	}
}

func TestALicenceAmongOtherWordsCoversApartOfThem(t *testing.T) {
	text := append(read(t, "Apache-2.0"), []byte(strings.Repeat("words of our own that are of no licence ", 400))...)
	found := classify("x", text)
	if found.Percent >= 75 || !reflect.DeepEqual(found.Licences, []string{"Apache-2.0"}) {
		t.Errorf("%d %% of %v", found.Percent, found.Licences)
	}
}

func TestAnAddressAloneIsNoText(t *testing.T) {
	found := classify("x", []byte("See http://www.apache.org/licenses/LICENSE-2.0 for our terms."))
	if len(found.Licences) != 0 || !reflect.DeepEqual(found.Named, []string{"Apache-2.0"}) {
		t.Errorf("%v, named %v", found.Licences, found.Named)
	}
}

func TestTheReportIsTheSameEachTimeAndSorted(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"b/LICENSE", "a/COPYING", "a-b/LICENSE"} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, read(t, "Apache-2.0"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("LICENSE", filepath.Join(folder, "b/link")); err != nil {
		t.Fatal(err)
	}
	var reports []string
	for i := 0; i < 2; i++ {
		out := filepath.Join(t.TempDir(), "report.json")
		if err := run(folder, out); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, string(text))
	}
	files, err := scan(folder)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, one := range files {
		paths = append(paths, one.Path)
	}
	if !reflect.DeepEqual(paths, []string{"a-b/LICENSE", "a/COPYING", "b/LICENSE"}) || reports[0] != reports[1] {
		t.Errorf("%v\n%s\n%s", paths, reports[0], reports[1])
	}
}

func TestAFileFarTooLongIsRefused(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "LICENSE"), make([]byte, largestFile+1), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(folder, filepath.Join(t.TempDir(), "report.json")); err == nil {
		t.Error("it was taken")
	}
}
