#include "journal/texts.h"

namespace triaged::journal {

Result<TextStore> TextStore::open(const Place& place) {
  auto database =
      Database::open(place.path(kTextsName), Database::Access::create, place.vfs);
  if (!database) return std::move(database).error();
  TextStore store;
  store.database_ = std::move(*database);
  auto made = store.database_.run(
      "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; BEGIN IMMEDIATE;"
      "CREATE TABLE IF NOT EXISTS texts(digest TEXT PRIMARY KEY, name TEXT NOT NULL,"
      " body BLOB NOT NULL) WITHOUT ROWID;");
  if (!made) return std::move(made).error();
  auto insert = store.database_.prepare("INSERT OR IGNORE INTO texts VALUES(?,?,?)");
  if (!insert) return std::move(insert).error();
  store.insert_ = std::move(*insert);
  return store;
}

Result<void> TextStore::keep(const std::string& digest, const std::string& name,
                             const std::string& text) {
  insert_.bind_text(1, digest).bind_text(2, name).bind_blob(3, text);
  return insert_.run();
}

Result<void> TextStore::commit() { return database_.run("COMMIT"); }

}  // namespace triaged::journal
