#include "base/torch_errors.hpp"

#include <c10/util/Exception.h>

#include <algorithm>
#include <exception>
#include <new>

namespace dpl {

namespace {

std::string firstLine(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

std::string firstSentence(const std::string& text)
{
    return text.substr(0, std::min(text.find('\n'), text.find(". ")));
}

/// LibTorch's allocator for the CPU throws no error of a type of its own.
bool tellsOfMemory(const std::string& text)
{
    return text.find("can't allocate memory") != std::string::npos || text.find("out of memory") != std::string::npos;
}

} // namespace

void throwTranslated(const std::string& device, const std::string& remedy)
{
    try {
        throw;
    } catch (const Error&) {
        throw;
    } catch (const Stopped&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw Error("out of memory; " + remedy);
    } catch (const c10::OutOfMemoryError& error) {
        throw Error("out of memory (" + firstLine(error.what_without_backtrace()) + "); " + remedy);
    } catch (const c10::Error& error) {
        const std::string message = error.what_without_backtrace();
        if (tellsOfMemory(message)) {
            throw Error("out of memory (" + firstLine(message) + "); " + remedy);
        }
        throw Error("LibTorch failed on device " + device + ": " + firstSentence(message));
    } catch (const std::exception& error) {
        const std::string message = error.what(); // of the libraries below LibTorch
        throw Error(
            tellsOfMemory(message) ? "out of memory (" + firstLine(message) + "); " + remedy : firstLine(message));
    }
}

} // namespace dpl
