#pragma once

#include "synthetic/environment.hpp"

namespace dpl::synthetic {

/// A function on [0, 1] through points (a, value), linear between them and constant beyond the outermost. Two points
/// with the same a make a jump; at the jump the later one counts.
class PiecewiseLinear {
public:
    using Point = std::pair<double, double>;

    PiecewiseLinear() : PiecewiseLinear(std::vector<Point>{{0.0, 0.0}}) { }

    /// Throws Error, beginning with `where`, unless there is a point, a is within [0, 1], does not decrease, and no
    /// three points share it.
    explicit PiecewiseLinear(std::vector<Point> points, const std::string& where = "points");

    double operator()(double a) const;

    /// The limit from the left.
    double leftLimit(double a) const;

    const std::vector<Point>& points() const { return m_points; }

    friend bool operator==(const PiecewiseLinear&, const PiecewiseLinear&) = default;

private:
    std::vector<Point> m_points;
};

/// One kind of annotator: how often they judge alternative a, and how useful they find it.
struct HiddenContext {
    std::string name;
    PiecewiseLinear probability{{{0.0, 1.0}}};
    PiecewiseLinear utility;

    friend bool operator==(const HiddenContext&, const HiddenContext&) = default;
};

/// The contexts with probabilities that add up to 1 everywhere: that of `kept`, limited to [0, 1], stays, and the
/// others share the rest in their proportions (in equal parts where all of them are 0). Scaled at every point of every
/// probability, on either side of jumps, and linear between, which the sum is then as well.
std::vector<HiddenContext> normalised(std::vector<HiddenContext> contexts, std::size_t kept);

/// A custom environment in one dimension. As JSON:
/// {"name": "risky", "contexts": [{"name": "hopeful", "probability": 0.5, "utility": [[0, 0], [0.8, 0.8], [0.8, 1.6],
/// [1, 2]]},
///  {"name": "fearful", "probability": [[0, 0.5], [1, 0.5]], "utility": [[0, 0], [0.8, 0.8], [0.8, 0], [1, 0]]}]}
class PiecewiseEnvironment final : public Environment {
public:
    /// Throws Error, beginning with `source`, if the name cannot name a folder, there is no context, a probability
    /// leaves [0, 1], or the probabilities do not add up to 1 somewhere (it says where).
    PiecewiseEnvironment(
        std::string name, std::vector<HiddenContext> contexts, const std::string& source = "environment");

    /// To start from: "risky", the environment "1d" as two contexts, hopeful and fearful.
    static PiecewiseEnvironment example();

    static PiecewiseEnvironment fromJson(const Json& value, const std::string& source);

    std::string name() const override { return m_name; }
    std::string description() const override;
    int dimension() const override { return 1; }
    std::vector<Outcome> outcomes(std::span<const double> a) const override;
    double bordaCount(std::span<const double> a) const override;
    double sampleUtility(std::span<const double> a, RandomStream& random) const override;
    std::vector<HiddenContext> hiddenContexts() const override { return m_contexts; }
    Json toJson() const override;

    const std::vector<HiddenContext>& contexts() const { return m_contexts; }

private:
    std::string m_name;
    std::vector<HiddenContext> m_contexts;
    /// Tabulated when first asked for: it takes some tens of milliseconds. Copies share it.
    struct LazyBordaCount;
    std::shared_ptr<LazyBordaCount> m_borda;
};

} // namespace dpl::synthetic
