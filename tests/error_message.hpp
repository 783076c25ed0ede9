#pragma once

#include "base/error.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace dpl::test {

/// The message of the Error that f() throws, and nothing if it throws none. Any other exception goes on.
template <typename F> std::string errorOf(F&& f)
{
    try {
        f();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

/// Whether a text has all the parts.
inline testing::AssertionResult says(const std::string& text, std::initializer_list<std::string> parts)
{
    for (const std::string& part : parts) {
        if (text.find(part) == std::string::npos) {
            return testing::AssertionFailure() << "\"" << text << "\" does not say \"" << part << "\"";
        }
    }
    return testing::AssertionSuccess();
}

inline testing::AssertionResult says(const std::string& text, const std::string& part)
{
    return says(text, {part});
}

} // namespace dpl::test
