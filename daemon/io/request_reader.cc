#include "io/request_reader.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>

namespace triaged::io {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

/// Longest line that introduces a chunk, and all chunk extensions of a body together.
constexpr std::size_t kChunkLine = 1024;
constexpr std::size_t kChunkExtensions = 4096;

/// Beast's grammar, writing into an HttpRequest without a container of its own between.
class Grammar final : public http::basic_parser<true> {
 public:
  explicit Grammar(HttpRequest& request) : request_(request) { body_limit(boost::none); }

  int minor() const { return minor_; }

 private:
  void on_request_impl(http::verb, string_view method, string_view target, int version,
                       error_code&) override {
    request_.method.assign(method.data(), method.size());
    request_.url.assign(target.data(), target.size());
    request_.headers.reserve(8);
    minor_ = version - 10;
  }

  void on_response_impl(int, string_view, int, error_code&) override {}

  void on_field_impl(http::field, string_view name, string_view value, error_code& ec) override {
    if (head_done_) {
      ec = http::error::unexpected_body;  // a trailer: it could pretend to be a header field
      return;
    }
    request_.headers.emplace_back(std::string(name), std::string(value));
  }

  void on_header_impl(error_code&) override { head_done_ = true; }

  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}

  std::size_t on_body_impl(string_view body, error_code&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }

  void on_chunk_header_impl(std::uint64_t, string_view extensions, error_code& ec) override {
    extension_bytes_ += extensions.size();
    if (extension_bytes_ > kChunkExtensions) ec = http::error::bad_chunk_extension;
  }

  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code& ec) override {
    return on_body_impl(body, ec);
  }

  void on_finish_impl(error_code&) override {}

  HttpRequest& request_;
  int minor_ = 1;
  bool head_done_ = false;
  std::size_t extension_bytes_ = 0;
};

Refusal refusal_for(const error_code& ec) {
  if (ec == http::error::body_limit) return {413, "too_large", "the body is too large"};
  if (ec == http::error::unexpected_body) return {400, "bad_request", "trailers are not accepted"};
  return {400, "bad_request", "malformed request"};
}

}  // namespace

struct RequestReader::Parser {
  HttpRequest request;
  std::optional<Grammar> grammar;
};

RequestReader::RequestReader(std::size_t max_head_bytes, std::size_t max_fields)
    : scanner_(max_head_bytes, max_fields), parser_(std::make_unique<Parser>()) {
  next();
}

RequestReader::~RequestReader() = default;

HttpRequest& RequestReader::request() { return parser_->request; }
bool RequestReader::keep_alive() const { return parser_->grammar->keep_alive(); }
int RequestReader::minor() const { return parser_->grammar->minor(); }

void RequestReader::next() {
  parser_->request = HttpRequest();
  parser_->grammar.emplace(parser_->request);
  scanner_.reset();
  stage_ = Stage::head;
  empty_line_skipped_ = false;
  framing_ = Framing();
}

std::size_t RequestReader::refuse(const Refusal& refusal) {
  refusal_ = refusal;
  stage_ = Stage::refused;
  return 0;
}

std::size_t RequestReader::feed(std::string_view bytes) {
  if (stage_ == Stage::head) return feed_head(bytes);
  if (stage_ == Stage::body) return feed_body(bytes);
  return 0;
}

/// Beast sees a head only when it is whole and passed the scanner.
std::size_t RequestReader::feed_head(std::string_view bytes) {
  if (!empty_line_skipped_ && bytes.substr(0, 2) == "\r\n") {  // RFC 9112 2.2: one is forgiven
    empty_line_skipped_ = true;
    return 2;
  }
  if (!empty_line_skipped_ && bytes == "\r") return 0;
  const HeadScanner::Found found = scanner_.scan(bytes);
  if (found == HeadScanner::Found::more) return 0;
  if (found == HeadScanner::Found::refused) return refuse(scanner_.refusal());

  Grammar& grammar = *parser_->grammar;
  error_code ec;
  const std::size_t used = grammar.put(boost::asio::buffer(bytes.data(), scanner_.size()), ec);
  if (ec) return refuse(refusal_for(ec));
  const HeadCheck check = check_head(parser_->request, grammar.minor());
  if (check.refusal) return refuse(*check.refusal);
  framing_ = check.framing;
  const bool agreed = used == scanner_.size() && grammar.is_header_done() &&
                      grammar.chunked() == framing_.chunked &&
                      grammar.content_length().value_or(0) == framing_.length;
  if (!agreed) return refuse({400, "bad_request", "ambiguous framing"});
  stage_ = Stage::head_done;
  return used;
}

void RequestReader::allow_body(std::uint64_t limit) {
  if (!framing_.has_body()) {
    stage_ = Stage::complete;
    return;
  }
  if (framing_.length > limit) {
    refuse({413, "too_large", "the body is too large"});
    return;
  }
  parser_->grammar->body_limit(limit);
  parser_->grammar->eager(true);
  stage_ = Stage::body;
}

std::size_t RequestReader::feed_body(std::string_view bytes) {
  if (bytes.empty()) return 0;
  Grammar& grammar = *parser_->grammar;
  error_code ec;
  const std::size_t used = grammar.put(boost::asio::buffer(bytes.data(), bytes.size()), ec);
  if (ec && ec != http::error::need_more) return refuse(refusal_for(ec));
  if (grammar.is_done()) {
    stage_ = Stage::complete;
  } else if (bytes.size() - used > kChunkLine) {
    return refuse({400, "bad_request", "a chunk header is too long"});
  }
  return used;
}

}  // namespace triaged::io
