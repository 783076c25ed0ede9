#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dpl::preference {

/// What an option is set to; its default decides which of the three types it has.
using OptionValue = std::variant<std::int64_t, double, std::string>;

/// An option of a reward head's training: a parameter of that name in files, a flag of the command line and a field of
/// the form are made of it.
struct HeadOption {
    std::string name; ///< "num_atoms", of its own among the parameters of all heads
    std::string label; ///< "Atoms", in the form
    std::string description;
    OptionValue standard;
    double least = 0.0; ///< of numbers
    double most = std::numeric_limits<double>::infinity();
    std::string remark; ///< behind what a number may be, in a message: "(two outputs are those of ...)"
    std::vector<std::string> choices; ///< of texts, two or more
    bool namesFolder = true; ///< whether the folder of a trained model says its value
    int place = 100; ///< lists give the options of all heads by place, those of equal place by head
};

/// Of all registered heads.
const std::vector<HeadOption>& headOptions();

/// Every head's options and what they are set to. Lookups throw Error for a name that no option has.
class HeadOptions {
public:
    /// At their defaults.
    HeadOptions();

    std::int64_t wholeNumber(std::string_view name) const; ///< Throws Error for one of another type
    double number(std::string_view name) const;
    const std::string& choice(std::string_view name) const;
    const OptionValue& at(std::string_view name) const;
    OptionValue& at(std::string_view name);

    /// Throws Error that names the option and what it may be.
    void validate() const;
    void validate(std::string_view name) const; ///< that option alone

    friend bool operator==(const HeadOptions&, const HeadOptions&) = default;

private:
    std::vector<OptionValue> m_values; ///< in the order of headOptions()
};

} // namespace dpl::preference
