// Alerts as bytes: the Alertmanager webhook (version 4) for triaged and the Alertmanager API v2 for
// Alertmanager (or for triaged in Prometheus's place), each as one complete keep-alive HTTP
// request. It opens no socket. Called once before a run, so that a run spends nothing on it. Any
// thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "corpus.h"

namespace triaged::bench {

enum class Format { webhook, v2 };

struct PayloadTimes {
  int64_t starts_at_ms = 0;
  int64_t ends_at_ms = 0;  // 0: still firing, no end known
};

struct PayloadSpec {
  Format format = Format::webhook;
  Shape shape;
  PayloadTimes times;
  uint32_t batch = 1;
  uint64_t first = 0;   // index of the first alert
  uint64_t alerts = 0;  // rounded up to whole batches
  uint16_t port = 0;    // for the Host header
};

std::string encode_webhook(std::span<const Alert> alerts, const PayloadTimes& times);
std::string encode_v2(std::span<const Alert> alerts, const PayloadTimes& times);

std::vector<std::string> build_requests(const PayloadSpec& spec);

}  // namespace triaged::bench
