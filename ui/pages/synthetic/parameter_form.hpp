#pragma once

#include "synthetic/params.hpp"

#include <QStringList>
#include <QWidget>

#include <map>
#include <string>
#include <vector>

class QCheckBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace dpl::ui {

class Card;
class DeviceChooser;
class DeviceModel;
class WhereChooser;
class WhereModel;
class FieldNote;
class ProblemLabel;
class SegmentedControl;
class Settings;

/// The parameters of a synthetic experiment as one enters them, checked by core as one types.
class ParameterForm : public QWidget {
    Q_OBJECT

public:
    ParameterForm(const Settings& settings, DeviceModel& devices, WhereModel& places, QWidget* parent = nullptr);

    /// As entered; valid if `problem` is empty.
    synthetic::SyntheticParams params() const;
    void setParams(const synthetic::SyntheticParams& params);

    int threads() const;
    void setThreads(int threads);

    DeviceChooser* device() const { return m_device; }
    WhereChooser* where() const { return m_where; }

    /// What is wrong with them, a sentence each, which stands below its field, too; empty if nothing is.
    QString problem() const { return m_problems.join(u' '); }

    void usePreset(const synthetic::SyntheticParams& preset);

Q_SIGNALS:
    void changed();
    void environmentChanged();
    void editEnvironmentRequested();

private:
    QWidget* makeEnvironmentCard();
    QWidget* makeTrainingCard(const Settings& settings, DeviceModel& devices, WhereModel& places);
    QWidget* makeModelsCard();
    struct Row {
        QString label;
        QString toolTip;
        QWidget* field = nullptr;
        FieldNote* note = nullptr;
    };

    QSpinBox* addNumber(
        QGridLayout* grid, const char* name, const QString& label, int low, int high, const QString& toolTip);
    QLineEdit* addText(
        QGridLayout* grid, const char* name, const QString& label, const QString& objectName, const QString& toolTip);
    void addRow(QGridLayout* grid, const char* name, const QString& label, QWidget* field, const QString& toolTip);
    void addProblem(const std::string& name, const QString& sentence);
    void environmentChosen(int index);
    void presetChosen(int index);
    void edited();
    void showEnvironment();
    void showPreset();

    Json m_environment = "1d";
    Json m_customEnvironment; ///< kept while another environment is chosen
    std::map<std::string, Row> m_rows; ///< by the parameter, as core names it
    QStringList m_problems;
    bool m_settingParams = true; ///< several fields change at once: what follows from them waits

    SegmentedControl* m_environmentChoice = nullptr;
    QLabel* m_environmentText = nullptr;
    QPushButton* m_editEnvironment = nullptr;
    SegmentedControl* m_presets = nullptr;
    QSpinBox* m_batchSize = nullptr;
    QLineEdit* m_learningRate = nullptr;
    QSpinBox* m_iterations = nullptr;
    QLineEdit* m_seed = nullptr;
    QSpinBox* m_seeds = nullptr;
    QSpinBox* m_alternatives = nullptr;
    QSpinBox* m_comparisons = nullptr;
    QDoubleSpinBox* m_maxStdev = nullptr;
    QSpinBox* m_threads = nullptr;
    DeviceChooser* m_device = nullptr;
    WhereChooser* m_where = nullptr;
    ProblemLabel* m_modelsProblem = nullptr;
    std::vector<QCheckBox*> m_models;
};

} // namespace dpl::ui
