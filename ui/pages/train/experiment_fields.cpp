#include "pages/train/experiment_fields.hpp"

#include "data/response_set.hpp"
#include "widgets/problem_label.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/wrong_mark.hpp"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace dpl::ui {

ExperimentFields::ExperimentFields(QWidget* parent) : QWidget(parent)
{
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    makeName();
    m_evaluate = new QCheckBox(tr("Evaluate when trained"));
    m_evaluate->setToolTip(tr("Evaluate every model on the test rows of both subsets, for Table 1 and for Inspect"));
    rows->addWidget(m_evaluate);
    makeResponses();
    m_otherProblem = new ProblemLabel(tr("What is wrong with the parameters"));
    rows->addWidget(m_otherProblem);
    connect(m_evaluate, &QCheckBox::toggled, this, &ExperimentFields::changed);
}

void ExperimentFields::makeName()
{
    auto* label = new SecondaryLabel(tr("Experiment"));
    m_name = new QLineEdit;
    m_name->setAccessibleName(tr("Experiment"));
    m_name->setPlaceholderText(tr("named by the date"));
    m_name->setToolTip(tr("Folder, within the runs folder, that holds all runs of this experiment. Runs "
                          "that are finished are not trained again."));
    label->setBuddy(m_name);
    m_problem = new ProblemLabel(tr("What is wrong with %1").arg(label->text()));
    m_takeName = new QPushButton;
    m_takeName->setToolTip(tr("Give this experiment a folder of its own"));
    m_takeName->hide();
    for (QWidget* row : {static_cast<QWidget*>(label), static_cast<QWidget*>(m_name), static_cast<QWidget*>(m_problem),
             static_cast<QWidget*>(m_takeName)}) {
        layout()->addWidget(row);
    }
    connect(m_takeName, &QPushButton::clicked, this, [this] { m_name->setText(m_freeName); });
    connect(m_name, &QLineEdit::textChanged, this, [this] {
        setConflict({}, {});
        Q_EMIT changed();
    });
}

void ExperimentFields::makeResponses()
{
    auto* label = new SecondaryLabel(tr("Response set to score"));
    m_responses = new QLineEdit;
    m_responses->setAccessibleName(tr("Response set to score"));
    m_responses->setPlaceholderText(tr("none"));
    m_responses->setToolTip(
        tr("A file of prompts with responses, safe and jailbroken, that all models score after training"));
    label->setBuddy(m_responses);
    auto* browse = new QPushButton(tr("File…"));
    browse->setAccessibleName(tr("Choose the response set"));
    browse->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Ignored); // as high as the field
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_responses, 1);
    row->addWidget(browse);
    auto* rows = static_cast<QVBoxLayout*>(layout());
    rows->addWidget(label);
    rows->addLayout(row);
    m_responsesProblem = new ProblemLabel(tr("What is wrong with %1").arg(label->text()));
    rows->addWidget(m_responsesProblem);
    m_readingSoon.connect(this, &ExperimentFields::readResponses);
    connect(browse, &QPushButton::clicked, this, &ExperimentFields::responsesRequested);
    connect(m_responses, &QLineEdit::textChanged, this, [this] {
        m_reading.cancel();
        setResponsesProblem({});
        m_readingSoon.changed();
        Q_EMIT changed();
    });
}

/// As whoever scores them does: what is wrong is said before the trainings, not behind the last of them.
void ExperimentFields::readResponses()
{
    const std::filesystem::path file = responses().toStdString();
    if (file.empty()) {
        return;
    }
    m_reading.start(
        this, [file] { return data::loadResponses(file).rows.size(); },
        [this](std::size_t) { setResponsesProblem({}); },
        [this](const QString& message) {
            setResponsesProblem(tr("The response set cannot be scored: %1.").arg(message));
        });
}

void ExperimentFields::setResponsesProblem(const QString& sentence)
{
    if (sentence == m_responsesWhy) {
        return;
    }
    m_responsesWhy = sentence;
    m_responsesProblem->setProblem(sentence);
    markWrong(*m_responses, !sentence.isEmpty());
    Q_EMIT responsesRead();
}

void ExperimentFields::lookAgain()
{
    if (!m_responsesWhy.isEmpty()) {
        m_readingSoon.changed();
    }
}

QString ExperimentFields::name() const
{
    return m_name->text().trimmed();
}

void ExperimentFields::setName(const QString& name)
{
    m_name->setText(name);
}

QString ExperimentFields::nameProblem() const
{
    const QString folder = name();
    return folder.contains(u'/') || folder.contains(u'\\') || folder.startsWith(u'.')
        ? tr("The experiment's name becomes a folder: it cannot have / or \\ in it, or a dot at its beginning.")
        : QString();
}

void ExperimentFields::setConflict(const QString& sentence, const QString& freeName)
{
    m_conflict = sentence;
    m_freeName = freeName;
    showProblem();
}

void ExperimentFields::showProblem()
{
    const QString wrong = nameProblem();
    const bool isConflict = wrong.isEmpty() && !m_conflict.isEmpty();
    m_problem->setProblem(isConflict ? m_conflict : wrong);
    markWrong(*m_name, isConflict || !wrong.isEmpty());
    m_takeName->setVisible(isConflict && !m_freeName.isEmpty());
    m_takeName->setText(tr("Name it %1").arg(QString(m_freeName).replace(u'&', QStringLiteral("&&"))));
    m_takeName->setAccessibleName(tr("Name it %1").arg(m_freeName));
}

bool ExperimentFields::evaluates() const
{
    return m_evaluate->isChecked();
}

void ExperimentFields::setEvaluates(bool evaluates)
{
    m_evaluate->setChecked(evaluates);
}

QString ExperimentFields::responses() const
{
    return m_responses->text().trimmed();
}

void ExperimentFields::setResponses(const QString& file)
{
    m_responses->setText(file);
}

void ExperimentFields::setOtherProblem(const QString& sentence)
{
    m_otherProblem->setProblem(sentence);
}

} // namespace dpl::ui
