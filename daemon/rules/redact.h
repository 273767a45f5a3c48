#pragma once
// Takes secrets and personal data out of texts before anything is kept, shown or sent: tokens,
// keys, credentials, passwords, e-mail addresses and card numbers become `[redacted:kind]`. Hashes,
// UUIDs, digests, fingerprints, IP addresses and times stay. Redacting twice is redacting once. Any
// bytes are accepted. Pure; any thread.

#include <string>
#include <string_view>

#include "core/labels.h"

namespace triaged::rules {

std::string redact(std::string_view text);

/// All values; a label that is named for a password loses its whole value. Names stay.
Labels redact(const Labels& labels);

/// False: redact() would return the text as it is. Cheap; may say true in vain.
bool may_hold_secret(std::string_view text);

}  // namespace triaged::rules
