#pragma once

#include <cstdint>
#include <vector>

namespace dpl::backbone {

/// How rotary frequencies theta^(-2i/d) are changed for contexts longer than those trained on, as transformers'
/// ROPE_INIT_FUNCTIONS do it.
struct RopeScaling {
    enum class Kind {
        none,
        linear, ///< all divided by factor
        llama3, ///< those of wavelengths above originalContext / lowFrequencyFactor divided, those below
                ///< originalContext / highFrequencyFactor kept, in between blended
        yarn, ///< those that turn less than betaSlow times in originalContext divided, more than betaFast times kept,
              ///< in between blended (Peng et al., 2023)
        dynamic, ///< for texts longer than originalContext another theta, which depends on the text's length
        longrope, ///< each divided by its own number, of which there are two sets: for texts up to originalContext, and
                  ///< for longer ones (Ding et al., 2024)
        divisors, ///< each divided by its own number, which a GGUF file stores as rope_freqs.weight
    };
    Kind kind = Kind::none;
    double factor = 1.0;
    double lowFrequencyFactor = 1.0;
    double highFrequencyFactor = 4.0;
    double betaFast = 32.0;
    double betaSlow = 1.0;
    bool truncates = true; ///< yarn: the bounds between which is blended are whole numbers
    double attentionFactor = 1.0; ///< yarn and longrope: of cosines and sines
    std::int64_t originalContext = 0;
    std::vector<float> divisors; ///< longrope: for short texts
    std::vector<float> longDivisors;
};

/// The rotary positions of some layers.
struct Rope {
    double theta = 10000.0;
    RopeScaling scaling;

    /// Texts of equal class have equal frequencies; 0 for those that are not longer than the original context, and for
    /// all where nothing depends on a text's length.
    std::int64_t lengthClass(std::int64_t length) const;
};

/// The angles by which a position rotates each of the `rotated` / 2 pairs of a head, in a text of that class.
std::vector<float> rotaryFrequencies(const Rope& rope, std::int64_t rotated, std::int64_t lengthClass);

} // namespace dpl::backbone
