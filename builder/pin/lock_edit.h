// A lock's text with something else said in it: the values that change, and nothing else. Comments, order and
// layout stay byte for byte. Pure.
#pragma once

#include "pin/lock_change.h"

#include <string>

namespace verbatim {

// `file` is what errors call the text, `text` a lock that parse_release() takes. What comes out is read
// again, and says what changed_release() gives. Throws Error (definition) where the lock is written in a way
// that this does not know how to edit, with what is to be said instead.
std::string edit_lock(const std::string& file, const std::string& text, const std::string& branch,
                      const LockChange& change);

}  // namespace verbatim
