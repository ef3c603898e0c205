#include "transform/layer.h"

#include "base/error.h"
#include "transform/tar_writer.h"

#include <string>

namespace verbatim {

namespace {

using oci::Member;

class LayerWriter {
  public:
    LayerWriter(TarWriter& tar, const oci::FileSystem& base, const Store& store)
        : tar_(tar), base_(base), store_(store) {}

    void add(const Digest& tree, const std::string& prefix) {
        for (const TreeEntry& entry : store_.get_tree(tree).entries) {
            const std::string path = prefix + entry.name;
            if (entry.name.starts_with(".wh."))
                throw Error(Failure::definition, "the image cannot hold a file " + path)
                    .note("A name that begins with .wh. takes files away in a layer.")
                    .next("put it under another name");
            check_place(path, entry.kind == TreeEntry::Kind::directory);
            if (entry.kind == TreeEntry::Kind::directory) {
                tar_.directory(path, owner_of(path));
                add(entry.digest, path + "/");
            } else if (entry.kind == TreeEntry::Kind::symlink) {
                tar_.symlink(path, store_.get(entry.digest));
            } else {
                tar_.file(path, store_.blob_path(entry.digest), entry.digest,
                          entry.kind == TreeEntry::Kind::executable);
            }
        }
    }

  private:
    void check_place(const std::string& path, bool folder) const {
        const auto found = base_.find(path);
        if (found == base_.end()) {
            // Most bases list each folder; where one is only implied by what lies in it, it is one all the
            // same.
            const auto below = base_.lower_bound(path + "/");
            if (!folder && below != base_.end() && below->first.starts_with(path + "/"))
                throw Error(Failure::definition, "a file cannot become " + path + " in the image")
                    .note("The base image has a folder there.");
            return;
        }
        const Member& member = found->second;
        if (folder && member.kind == Member::Kind::symlink)
            throw Error(Failure::definition, "files cannot be put into " + path + " of the image")
                .note("The base image has a link there, to " + member.target +
                      "; a layer would put a folder in its place.")
                .next("put them where the link leads");
        if (folder != (member.kind == Member::Kind::directory))
            throw Error(Failure::definition,
                        std::string(folder ? "files cannot be put into " : "a file cannot become ") + path +
                            " of the image")
                .note(folder ? "The base image has a file there." : "The base image has a folder there.");
    }
    TarWriter::Owner owner_of(const std::string& path) const {
        const auto found = base_.find(path);
        if (found == base_.end()) return {};
        return {found->second.mode, found->second.uid, found->second.gid};
    }

    TarWriter& tar_;
    const oci::FileSystem& base_;
    const Store& store_;
};

}  // namespace

Layer make_layer(const Digest& tree, const oci::FileSystem& base, std::int64_t time, Store& store) {
    const TemporaryDirectory work = store.scratch("layer-");
    const auto plain = work.path() / "layer.tar";
    const auto packed = work.path() / "layer.tar.gz";
    TarWriter tar(plain, time);
    LayerWriter(tar, base, store).add(tree, "");
    tar.close();
    Layer layer{sha256_file(plain), {}, 0};
    gzip_file(plain, packed);
    layer.blob = store.put_file(packed);
    layer.size = std::filesystem::file_size(packed);
    return layer;
}

}  // namespace verbatim
