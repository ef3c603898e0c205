// What libgit2 allocates, given back to it. Private to the room.
#pragma once

#include <memory>

namespace verbatim::git {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};
template <typename T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;

}  // namespace verbatim::git
