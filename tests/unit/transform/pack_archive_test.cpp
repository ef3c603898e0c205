#include "transform/pack_archive.h"
#include <gtest/gtest.h>
#include "base/files.h"
using namespace verbatim;
TEST(Archive, Try) {
    TemporaryDirectory dir("/tmp/wt/scratch-a");
    Store store(dir.path()/"store");
    TreeBuilder t(store);
    t.add_file("bin/etcd", "etcd\n", true);
    t.add_file("LICENSES/a", "text");
    t.add_file("LICENSES-b", "");
    t.add_symlink("bin/link", "etcd");
    t.add_file("\xc3\xa4", "u");
    t.add_directory("void");
    t.add_file(std::string(90,'a')+"/"+std::string(90,'b'), "long");
    t.add_file(std::string(200,'a')+"/"+std::string(90,'b'), "long");
    Digest tree = t.finish();
    for (auto n : {"a.tar.gz", "a.zip"}) {
        Digest d = pack_archive(tree, *archive_format_of(n), n, 1700000001, store);
        store.materialise(d, dir.path()/n, 0);
        std::filesystem::copy_file(dir.path()/n/n, std::string("/tmp/wt/scratch-a/")+n, std::filesystem::copy_options::overwrite_existing);
    }
}
