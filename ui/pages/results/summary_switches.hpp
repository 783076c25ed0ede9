#pragma once

#include "base/json.hpp"
#include "evaluation/summary_options.hpp"

#include <QWidget>

class QDoubleSpinBox;

namespace dpl::ui {

class ElidedLabel;
class SegmentedControl;

/// By which rules evaluation files are summarised: alpha, quantile rule, tie rule. What they are of is said at the right.
class SummarySwitches : public QWidget {
    Q_OBJECT

public:
    explicit SummarySwitches(QWidget* parent = nullptr);

    evaluation::SummaryOptions options() const;
    void setSource(const QString& folder); ///< said with the command that does the same

    Json toJson() const;
    void restore(const JsonObject& json); ///< tells of no change; throws Error

Q_SIGNALS:
    void changed();

private:
    QDoubleSpinBox* m_alpha = nullptr;
    SegmentedControl* m_quantileRule = nullptr;
    SegmentedControl* m_tieRule = nullptr;
    ElidedLabel* m_source = nullptr;
};

} // namespace dpl::ui
