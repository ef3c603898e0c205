// File names inside archives are UTF-8, whatever the user's locale is: libarchive converts them to the
// locale, and cannot where that is "C". Unaware of what the archives are.
#pragma once

#include <locale.h>

#include <clocale>

namespace verbatim {

// While it lives, this thread's character set is UTF-8. Other threads see nothing of it.
class Utf8Names {
  public:
    Utf8Names() : utf8_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
        if (utf8_ != nullptr) before_ = uselocale(utf8_);
    }
    ~Utf8Names() {
        if (utf8_ == nullptr) return;
        uselocale(before_);
        freelocale(utf8_);
    }
    Utf8Names(const Utf8Names&) = delete;
    Utf8Names& operator=(const Utf8Names&) = delete;

  private:
    locale_t utf8_;
    locale_t before_ = nullptr;
};

}  // namespace verbatim
