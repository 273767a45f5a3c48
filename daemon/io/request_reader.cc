#include "io/request_reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <limits>
#include <optional>

namespace triaged::io {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

/// Beast's grammar of a head, writing into an HttpRequest without a container of its own between.
class Grammar final : public http::basic_parser<true> {
 public:
  explicit Grammar(HttpRequest& request) : request_(request) {
    header_limit(std::numeric_limits<std::uint32_t>::max());  // the scanner has its own
    body_limit(boost::none);
    skip(true);
  }

  int minor() const { return minor_; }

 private:
  void on_request_impl(http::verb, string_view method, string_view target, int version,
                       error_code&) override {
    request_.method.assign(method.data(), method.size());
    request_.url.assign(target.data(), target.size());
    request_.headers.reserve(8);
    minor_ = version - 10;
  }

  void on_field_impl(http::field, string_view name, string_view value, error_code&) override {
    request_.headers.emplace_back(std::string(name), std::string(value));
  }

  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  std::size_t on_body_impl(string_view, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view, error_code&) override { return 0; }
  void on_finish_impl(error_code&) override {}

  HttpRequest& request_;
  int minor_ = 1;
};

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
  chunks_ = ChunkedBody();
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
    return 2 + feed_head(bytes.substr(2));
  }
  if (!empty_line_skipped_ && bytes == "\r") return 0;
  const HeadScanner::Found found = scanner_.scan(bytes);
  if (found == HeadScanner::Found::more) return 0;
  if (found == HeadScanner::Found::refused) return refuse(scanner_.refusal());

  Grammar& grammar = *parser_->grammar;
  error_code ec;
  const std::size_t used = grammar.put(boost::asio::buffer(bytes.data(), scanner_.size()), ec);
  if (ec) return refuse({400, "bad-request", "malformed request"});
  const HeadCheck check = check_head(parser_->request, grammar.minor());
  if (check.refusal) return refuse(*check.refusal);
  framing_ = check.framing;
  const bool agreed = used == scanner_.size() && grammar.is_header_done() &&
                      grammar.chunked() == framing_.chunked &&
                      grammar.content_length().value_or(0) == framing_.length;
  if (!agreed) return refuse({400, "bad-request", "ambiguous framing"});
  stage_ = Stage::head_done;
  return used;
}

void RequestReader::allow_body(std::uint64_t limit) {
  if (!framing_.has_body()) {
    stage_ = Stage::complete;
    return;
  }
  if (framing_.length > limit) {
    refuse(kBodyTooLarge);
    return;
  }
  body_limit_ = limit;
  stage_ = Stage::body;
}

std::size_t RequestReader::feed_body(std::string_view bytes) {
  std::string& body = parser_->request.body;
  if (!framing_.chunked) {
    const std::size_t taken = std::min<std::uint64_t>(framing_.length - body.size(), bytes.size());
    body.append(bytes.substr(0, taken));
    if (body.size() == framing_.length) stage_ = Stage::complete;
    return taken;
  }
  const std::size_t used = chunks_.feed(bytes, body_limit_, body);
  if (chunks_.state() == ChunkedBody::State::done) stage_ = Stage::complete;
  if (chunks_.state() == ChunkedBody::State::refused) refuse(chunks_.refusal());
  return used;
}

}  // namespace triaged::io
