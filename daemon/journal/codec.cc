// Records to bytes and back; fields.h says what is in them.

#include "journal/codec.h"

#include "journal/fields.h"
#include "journal/journal.h"
#include "journal/sealed.h"

namespace triaged::journal {

void encode_to(std::string& out, const Record& record) { seal(out, Kind::record, record); }

std::string encode(const Record& record) {
  std::string out;
  encode_to(out, record);
  return out;
}

Result<Record> decode(std::string_view bytes) { return open_seal<Record>(bytes, Kind::record); }

std::string encode_scenario(const Scenario& scenario) {
  std::string out;
  seal(out, Kind::scenario, scenario);
  return out;
}

Result<Scenario> decode_scenario(std::string_view bytes) {
  return open_seal<Scenario>(bytes, Kind::scenario);
}

}  // namespace triaged::journal
