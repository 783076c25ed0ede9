#pragma once

#include "base/json.hpp"
#include "places/slurm_request.hpp"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace dpl::ui {

class SecondaryLabel;

/// What a job asks for where it runs, in a group that folds: of a cluster nodes, GPUs, CPUs, memory, time, partition
/// and account; of another machine the device. Folded, a line says what is asked for.
class SlurmFields : public QWidget {
    Q_OBJECT

public:
    explicit SlurmFields(QWidget* parent = nullptr);

    /// Of a cluster all fields, else the device alone.
    void setCluster(bool isCluster);

    places::SlurmRequest request() const; ///< nothing, if it is of no cluster
    std::string device() const; ///< there: "cpu", "cuda:0"
    QString problem() const; ///< of what was entered, in a sentence; empty: nothing

    void setOpen(bool open);

    void store(Json& json) const;
    void restore(const JsonObject& json);

Q_SIGNALS:
    void changed();
    void scriptRequested(); ///< to show the job script
    void folded(); ///< or unfolded

private:
    QLineEdit* addText(int row, int column, const QString& label, const QString& placeholder, const QString& toolTip);
    QSpinBox* addNumber(int row, int column, const QString& label, const QString& toolTip);
    void edited();
    void showSummary();

    bool m_isCluster = false;
    QString m_asked; ///< in a line
    QToolButton* m_fold = nullptr;
    SecondaryLabel* m_summary = nullptr;
    QToolButton* m_script = nullptr;
    QWidget* m_body = nullptr;
    QWidget* m_cluster = nullptr;
    QSpinBox* m_nodes = nullptr;
    QSpinBox* m_gpus = nullptr;
    QSpinBox* m_cpus = nullptr;
    QLineEdit* m_memory = nullptr;
    QLineEdit* m_time = nullptr;
    QLineEdit* m_partition = nullptr;
    QLineEdit* m_account = nullptr;
    QComboBox* m_device = nullptr;
};

} // namespace dpl::ui
