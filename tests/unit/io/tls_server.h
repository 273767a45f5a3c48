#pragma once
// An HTTPS server on loopback with a certificate of its own making, for what the client must check
// before it sends anything.

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdlib.h>

#include <atomic>
#include <memory>
#include <string>

#include "unit/io/scripted_server.h"

namespace triaged::io::test {

class TlsServer {
 public:
  /// `names` is the subjectAltName, e.g. "IP:127.0.0.1"; `days` negative: expired.
  explicit TlsServer(const std::string& names, int days = 1)
      : key_(EVP_EC_gen("P-256")),
        certificate_(X509_new()),
        context_(SSL_CTX_new(TLS_server_method())) {
    sign(names, days);
    SSL_CTX_use_certificate(context_.get(), certificate_.get());
    SSL_CTX_use_PrivateKey(context_.get(), key_.get());
    char path[] = "/tmp/triaged-io-ca-XXXXXX";
    const int fd = mkstemp(path);
    ca_file_ = path;
    FILE* file = fdopen(fd, "w");
    PEM_write_X509(file, certificate_.get());
    fclose(file);
    server_ = std::make_unique<ScriptedServer>([this](int, int socket) { serve(socket); });
  }
  ~TlsServer() {
    server_ = nullptr;
    unlink(ca_file_.c_str());
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::string url() const { return server_->url("/", "https"); }
  /// The certificate itself, to be trusted.
  const std::string& ca_file() const { return ca_file_; }
  /// Bytes of requests that came through a handshake.
  std::size_t received() const { return received_; }

 private:
  template <auto Free>
  struct Deleter {
    template <class T>
    void operator()(T* object) const {
      Free(object);
    }
  };

  void sign(const std::string& names, int days) {
    X509* cert = certificate_.get();
    X509_set_version(cert, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), -10L * 86400);
    X509_gmtime_adj(X509_getm_notAfter(cert), 86400L * days);
    X509_NAME* name = X509_get_subject_name(cert);
    const auto* text = reinterpret_cast<const unsigned char*>("triaged test");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(cert, name);
    X509_EXTENSION* alt =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
    X509_add_ext(cert, alt, -1);
    X509_EXTENSION_free(alt);
    X509_set_pubkey(cert, key_.get());
    X509_sign(cert, key_.get(), EVP_sha256());
  }

  void serve(int socket) {
    sigset_t pipe;  // OpenSSL writes without MSG_NOSIGNAL
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    const std::unique_ptr<SSL, Deleter<SSL_free>> ssl(SSL_new(context_.get()));
    SSL_set_fd(ssl.get(), socket);
    if (SSL_accept(ssl.get()) != 1) return;
    char bytes[4096];
    const int size = SSL_read(ssl.get(), bytes, sizeof bytes);
    if (size <= 0) return;
    received_ += static_cast<std::size_t>(size);
    const std::string_view reply =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    SSL_write(ssl.get(), reply.data(), static_cast<int>(reply.size()));
    SSL_shutdown(ssl.get());
  }

  std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>> key_;
  std::unique_ptr<X509, Deleter<X509_free>> certificate_;
  std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>> context_;
  std::string ca_file_;
  std::atomic<std::size_t> received_{0};
  std::unique_ptr<ScriptedServer> server_;
};

}  // namespace triaged::io::test
