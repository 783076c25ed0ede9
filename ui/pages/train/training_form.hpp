#pragma once

#include "sweep/sweep_params.hpp"

#include <QWidget>

#include <map>
#include <string>
#include <vector>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace dpl::ui {

class Card;
class ParameterField;

/// What to train, as one enters it: every parameter of `dpl train`, with check boxes and lists where several values make a sweep.
/// Checked by core as one types.
class TrainingForm : public QWidget {
    Q_OBJECT

public:
    explicit TrainingForm(QWidget* parent = nullptr);

    /// As entered; its plan() throws for what problem() says.
    sweep::SweepParams params() const;
    void setParams(const sweep::SweepParams& params);

    /// The runs that the params make; none while there is a problem.
    const std::vector<sweep::PlannedRun>& plan() const { return m_plan; }

    /// What is wrong, in one sentence, which stands beside its field, too; empty if nothing is.
    QString problem() const { return m_problem; }

    QString experiment() const; ///< name of the folder of all runs; empty: one with the date
    void setExperiment(const QString& name);

    ParameterField* field(const std::string& name) const { return m_fields.at(name); }
    void setBackboneSummary(const QString& text);

Q_SIGNALS:
    void changed();
    void backboneRequested();

private:
    /// A card with its frequent parameters, and others that a button shows.
    struct Section {
        Card* card = nullptr;
        QWidget* more = nullptr;
        QVBoxLayout* moreRows = nullptr;
    };

    Section addSection(QVBoxLayout* column, const QString& title, bool hasMore);
    ParameterField* addField(QVBoxLayout* rows, const std::string& name, const QString& label);
    QWidget* addChoice(QVBoxLayout* rows, const QString& label, const QString& help, std::vector<QCheckBox*>& boxes, const QStringList& texts);
    void makeDataCard(QVBoxLayout* column);
    void makeBackboneCard(QVBoxLayout* column);
    void makeRewardModelCard(QVBoxLayout* column);
    void makeOptimisationCard(QVBoxLayout* column);
    void makeComputeCard(QVBoxLayout* column);
    void makeOutputCard(QVBoxLayout* column);
    void browseData();
    void showOverrides();
    void edited();

    std::map<std::string, ParameterField*> m_fields;
    std::vector<QCheckBox*> m_heads;
    std::vector<QCheckBox*> m_subsets;
    QLineEdit* m_seeds = nullptr;
    QLineEdit* m_experiment = nullptr;
    QCheckBox* m_evaluate = nullptr;
    QLineEdit* m_responses = nullptr;
    QLabel* m_backboneSummary = nullptr;
    QWidget* m_overridesRow = nullptr;
    QLabel* m_overridesText = nullptr;
    QLabel* m_otherProblem = nullptr;
    std::vector<sweep::SweepOverride> m_overrides;
    std::vector<sweep::PlannedRun> m_plan;
    QString m_problem;
    bool m_setting = false;
};

} // namespace dpl::ui
