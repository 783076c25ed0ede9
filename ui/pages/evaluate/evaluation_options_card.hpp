#pragma once

#include "base/json.hpp"
#include "evaluation/evaluation_plan.hpp"
#include "widgets/card.hpp"

class QCheckBox;
class QPlainTextEdit;
class QSpinBox;

namespace dpl::ui {

class DeviceChooser;
class DeviceModel;
class SecondaryLabel;
class SegmentedControl;
class Settings;
class WhereChooser;
class WhereModel;

/// How checkpoints are evaluated, and the `dpl` commands that do the same.
class EvaluationOptionsCard : public Card {
    Q_OBJECT

public:
    EvaluationOptionsCard(
        const Settings& settings, DeviceModel& devices, WhereModel& places, QWidget* parent = nullptr);

    void writeTo(evaluation::EvaluationChoice& choice) const; ///< the options alone
    DeviceChooser* device() const { return m_device; }
    WhereChooser* where() const { return m_where; }

    /// Beside the device, what is needed of its memory; 0: not known.
    void setMemory(std::int64_t bytes);

    void setCommands(
        const std::vector<std::vector<std::string>>& commands); ///< each as its words, without device and place
    void copyCommands();

    void store(Json& json) const;
    void restore(const JsonObject& json);

Q_SIGNALS:
    void changed();
    void said(const QString& message);

private:
    void keepHeight();
    void showMemory();

    SegmentedControl* m_subset = nullptr;
    QSpinBox* m_rows = nullptr;
    QSpinBox* m_maxLength = nullptr;
    SegmentedControl* m_longTexts = nullptr;
    QCheckBox* m_bf16 = nullptr;
    QCheckBox* m_keepStored = nullptr;
    DeviceChooser* m_device = nullptr;
    WhereChooser* m_where = nullptr;
    SecondaryLabel* m_memory = nullptr;
    DeviceModel& m_devices;
    std::int64_t m_bytes = 0;
    QPlainTextEdit* m_commands = nullptr;
};

} // namespace dpl::ui
