#include "patch/new_objects.h"

#include "base/text.h"
#include "patch/bounds.h"

namespace verbatim::patch {

std::optional<git::Object> NewObjects::find(const std::string& id) const {
    const auto made = made_.find(id);
    return made != made_.end() ? made->second : read_(id);
}

git::Object NewObjects::need(const std::string& id, git::Type type, const std::string& what) const {
    auto found = find(id);
    if (!found)
        throw Error(Failure::unavailable, "the git object " + id + " is missing")
            .note("It is needed for " + what + ".");
    if (found->type != type)
        throw Error(Failure::mismatch, "the git object " + id + " is a " +
                                           std::string(git::type_name(found->type)) + ", not the " +
                                           std::string(git::type_name(type)) + " that " + what + " needs");
    return std::move(*found);
}

std::string NewObjects::put(git::Type type, std::string data) {
    std::string id = git::object_id(type, data);
    if (made_.contains(id) || read_(id)) return id;
    constexpr std::size_t bookkeeping = 256;
    bytes_ += data.size() + bookkeeping;
    if (bytes_ > bounds::result_bytes)
        throw Error(Failure::mismatch,
                    "the patches make more than " + human_size(bounds::result_bytes) + " of files");
    made_.emplace(id, git::Object{type, std::move(data)});
    return id;
}

}  // namespace verbatim::patch
