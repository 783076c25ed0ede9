#pragma once

#include "base/json.hpp"
#include "summary/summary_options.hpp"

#include <QWidget>

class QCheckBox;
class QDoubleSpinBox;
class QPushButton;

namespace dpl::ui {

class SegmentedControl;

/// How evaluation files are summarised: alpha, the quantile rule and the tie rule.
class SummarySwitches : public QWidget {
    Q_OBJECT

public:
    explicit SummarySwitches(QWidget* parent = nullptr);

    summary::SummaryOptions options() const;

    void setIsPapersData(bool isPapers); ///< whose numbers are shown beside these without being asked for

    void store(Json& json) const;
    void restore(const JsonObject& json); ///< Throws Error for rules that this version does not know.

Q_SIGNALS:
    void changed();

private:
    void setDefaults();
    void showWhetherDefaults();

    QDoubleSpinBox* m_alpha = nullptr;
    SegmentedControl* m_quantileRule = nullptr;
    SegmentedControl* m_tieRule = nullptr;
    QCheckBox* m_paper = nullptr;
    QPushButton* m_defaults = nullptr; ///< there if something is not as it comes
};

} // namespace dpl::ui
