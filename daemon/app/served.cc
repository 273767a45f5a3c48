#include "app/served.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/shipped.h"

namespace triaged::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kFileLimit = 4U << 20;
constexpr std::uintmax_t kSecretLimit = 64U << 10;

bool is_pack_file(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

rules::Diagnostic file_error(const std::string& path, std::string message) {
  return {rules::Diagnostic::Level::error, "file", path, 0, 0, std::move(message), {}};
}

void read_pack(const fs::path& directory, std::vector<rules::PackFile>& files,
               std::vector<rules::Diagnostic>& diagnostics) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (!entry.is_regular_file() || entry.is_symlink() || !is_pack_file(entry.path())) continue;
    auto text = read_file(entry.path().string());
    if (!text) {
      diagnostics.push_back(file_error(entry.path().string(), text.error().reason));
      continue;
    }
    files.push_back({directory.filename().string(), entry.path().string(), std::move(text.value())});
  }
  if (error) diagnostics.push_back(file_error(directory.string(), error.message()));
}

engine::Policy policy_of(const Config& config, std::shared_ptr<const rules::Ruleset> ruleset) {
  engine::Policy policy;
  policy.ruleset = std::move(ruleset);
  policy.routes = engine_routes(config);
  policy.otherwise = default_route(config);
  policy.labels = config.labels;
  policy.severity = config.severity;
  policy.production = config.production;
  policy.windows = config.windows;
  return policy;
}

engine::Setup setup_of(const Config& config, std::shared_ptr<const rules::Ruleset> ruleset) {
  engine::Setup setup;
  setup.policy = policy_of(config, std::move(ruleset));
  for (chat::ChatConfig chat : config.chats) {
    chat.page_url = config.external_url;
    const chat::ChatAdapter* adapter = chat::find_chat(chat.type);
    // The right side of an assignment is evaluated first, so the name is copied before the move.
    const std::string name = chat.name;
    setup.chats[name] = {std::move(chat), adapter};
  }
  setup.viewer.headings = config.headings;
  setup.viewer.tools = config.tools;
  setup.viewer.page_url = config.external_url;
  setup.viewer.change_feed = config.change_feed;
  setup.quiet_after = config.quiet_after;
  return setup;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) return Error{"file", "cannot read " + path + ": " + error.message()};
  if (size > kFileLimit) return Error{"file", path + " is larger than 4 MiB"};
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return Error{"file", "cannot read " + path};
  return text.str();
}

Result<std::string> read_secret_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return Error{"file", "cannot read " + path};
  if ((info.st_mode & (S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)) != 0) {
    return Error{"file", path + " is open to others; chmod 600 " + path};
  }
  if (static_cast<std::uintmax_t>(info.st_size) > kSecretLimit) {
    return Error{"file", path + " is too large for a secret"};
  }
  auto text = read_file(path);
  if (!text) return text;
  std::string secret = std::move(text.value());
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  if (secret.empty()) return Error{"file", path + " is empty"};
  return secret;
}

std::vector<rules::PackFile> shipped_packs() {
  std::vector<rules::PackFile> files;
  for (const ShippedFile& file : shipped_files()) {
    const std::string path(file.path);
    files.push_back({path.substr(0, path.find('/')), "shipped:" + path, std::string(file.text)});
  }
  return files;
}

std::vector<rules::PackFile> read_packs(const std::string& directory,
                                        std::vector<rules::Diagnostic>& diagnostics) {
  std::vector<rules::PackFile> files;
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    diagnostics.push_back(file_error(directory, "is not a directory of rule packs"));
    return files;
  }
  read_pack(fs::path(directory).lexically_normal(), files, diagnostics);
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.is_directory()) read_pack(entry.path(), files, diagnostics);
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

std::vector<rules::PackFile> packs_to_try(const std::string& directory,
                                          std::vector<rules::Diagnostic>& diagnostics) {
  if (directory.empty()) return shipped_packs();
  std::vector<rules::PackFile> files = read_packs(directory, diagnostics);
  const bool adapts = std::any_of(files.begin(), files.end(), [](const rules::PackFile& file) {
    return file.text.starts_with("extends:") || file.text.find("\nextends:") != std::string::npos;
  });
  if (!adapts) return files;
  const std::vector<rules::PackFile> own = files;
  for (rules::PackFile& shipped : shipped_packs()) {
    const bool replaced = std::any_of(own.begin(), own.end(), [&](const rules::PackFile& file) {
      return file.pack == shipped.pack;
    });
    if (!replaced) files.push_back(std::move(shipped));
  }
  return files;
}

Preparation prepare(const std::string& config_file) {
  Preparation out;
  auto served = std::make_shared<Served>();
  ConfigRead read;
  if (config_file.empty()) {
    add_default_sources(read.config);
  } else {
    auto text = read_file(config_file);
    if (!text) {
      out.diagnostics.push_back(file_error(config_file, text.error().reason));
      return out;
    }
    read = read_config(config_file, text.value(), read_secret_file);
  }
  out.diagnostics = std::move(read.diagnostics);
  served->config = std::move(read.config);
  served->pack_files = shipped_packs();
  for (const std::string& directory : served->config.packs) {
    for (rules::PackFile& file : read_packs(directory, out.diagnostics)) {
      served->pack_files.push_back(std::move(file));
    }
  }
  rules::Loaded loaded = rules::load_packs(served->pack_files);
  out.diagnostics.insert(out.diagnostics.end(), loaded.diagnostics.begin(),
                         loaded.diagnostics.end());
  if (rules::has_error(out.diagnostics) || loaded.ruleset == nullptr) return out;
  served->setup = setup_of(served->config, loaded.ruleset);
  out.served = std::move(served);
  return out;
}

}  // namespace triaged::app
