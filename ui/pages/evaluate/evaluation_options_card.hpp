#pragma once

#include "base/json.hpp"
#include "evaluation/evaluation_plan.hpp"
#include "widgets/card.hpp"

class QCheckBox;
class QPlainTextEdit;
class QSpinBox;

namespace dpl::ui {

class SegmentedControl;

/// How checkpoints are evaluated, and the `dpl` commands that do the same.
class EvaluationOptionsCard : public Card {
    Q_OBJECT

public:
    explicit EvaluationOptionsCard(QWidget* parent = nullptr);

    void writeTo(evaluation::EvaluationChoice& choice) const; ///< the options alone

    void setCommands(const std::vector<std::vector<std::string>>& commands); ///< each as its words
    void copyCommands();

    void store(Json& json) const;
    void restore(const JsonObject& json);

Q_SIGNALS:
    void changed();
    void said(const QString& message);

private:
    SegmentedControl* m_subset = nullptr;
    QSpinBox* m_rows = nullptr;
    QSpinBox* m_maxLength = nullptr;
    SegmentedControl* m_longTexts = nullptr;
    QCheckBox* m_bf16 = nullptr;
    QCheckBox* m_keepStored = nullptr;
    QPlainTextEdit* m_commands = nullptr;
};

} // namespace dpl::ui
