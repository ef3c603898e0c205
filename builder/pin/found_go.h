// Which Go release builds a component: what pin guesses until it is proven, and what a search found, said in
// a lock's text. Pure.
#pragma once

#include "catalog/release.h"

#include <string>

namespace verbatim {

// "go1.23.10 is a guess, the newest 1.23 that is pinned here, until verify proves it"
std::string go_guess(const std::string& go, const std::string& declared);

// `text` is the lock that `pin` was read from, `file` what errors call it. Its `found:` becomes `go`, which
// may be the release that is there, now proven: the remark above it that it is a guess goes, and where
// another minor was declared a remark says so. All else stays byte for byte. Throws Error (definition) where
// the text has changed since `pin` was read.
std::string with_found_go(const std::string& file, const std::string& text, const ComponentPin& pin,
                          const std::string& go);

}  // namespace verbatim
